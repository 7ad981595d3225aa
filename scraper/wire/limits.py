"""What the page is told of the plan's limits when it loads (seen 2026-08). Pure."""

from datetime import datetime


def blocked(said: object) -> str | None:
    """When questions may be sent again, "" where that is not said; None when they may be sent now."""
    features = said.get("blocked_features") if isinstance(said, dict) else None
    for feature in features if isinstance(features, list) else ():
        if isinstance(feature, dict) and feature.get("name") == "send":
            return when(str(feature.get("resets_after") or ""))
    return None


def when(moment: str) -> str:
    """A time of the site's, as a clock here would say it; anything else as it is."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment
