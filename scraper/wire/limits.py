"""What the page is told of the plan's limits, and when such a limit is over (seen 2026-08). Pure.

The site says it as a time for programs where it can, else in a sentence for people, by the clock of this machine.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock

from bridge.errors import UsageCap

UNSAID = "?"
"""When it is not said until when a limit lasts."""

LONGEST = 40 * 86400.0  # seconds; no limit of a plan lasts longer, so what is later was not understood
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

EXACT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")
NUMBERS = re.compile(r"(?<!\d)(20\d\d)[-./년]\s?(\d{1,2})[-./월]\s?(\d{1,2})")
NAMED = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?!\d|:)(?:,?\s+(20\d\d))?", re.IGNORECASE)
KOREAN = re.compile(r"(?:(오전|오후)\s*)?(?<!\d)(\d{1,2})(?::(\d\d)|시(?!간)(?:\s*(\d{1,2})분)?)")
ENGLISH = re.compile(r"(?<![\d:])(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\b", re.IGNORECASE)
LASTS = re.compile(
    r"(\d+)\s*(d(?:ays?)?\b|h(?:ours?)?\b|m(?:in(?:ute)?s?)?\b|s(?:ec(?:ond)?s?)?\b|일|시간|분|초)", re.IGNORECASE
)
SECONDS = {"d": 86400, "일": 86400, "h": 3600, "시간": 3600, "m": 60, "분": 60, "s": 1, "초": 1}


def blocked(said: object) -> str | None:
    """When questions may be sent again, "" where that is not said; None when they may be sent now."""
    features = said.get("blocked_features") if isinstance(said, dict) else None
    for feature in features if isinstance(features, list) else ():
        if isinstance(feature, dict) and feature.get("name") == "send":
            return str(feature.get("resets_after") or "")
    return None


def capped(until: str) -> UsageCap:
    """The limit that is over then, as the site says it."""
    error = UsageCap(until=when(until) or UNSAID)
    error.over_at = over_at(until, time.time())
    return error


def when(moment: str) -> str:
    """A time of the site's, as a clock here would say it; anything else as it is."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment


def over_at(until: str, now: float) -> float | None:
    """Unix seconds; None where it is not said, or not in a way that is understood."""
    try:
        over = _exactly(until, now)
        over = over if over is not None else _by_the_clock(until, now)
    except (ValueError, OverflowError):
        return None
    return over if over is not None and now < over < now + LONGEST else None


def _exactly(until: str, now: float) -> float | None:
    """A time for programs: ISO 8601, Unix seconds, or how many seconds it takes."""
    if re.fullmatch(r"\d+(\.\d+)?", until):
        return float(until) if float(until) > LONGEST * 10 else now + float(until)
    found = EXACT.search(until)
    return datetime.fromisoformat(found[0]).timestamp() if found else None


def _by_the_clock(until: str, now: float) -> float | None:
    """What a sentence says: a day, a time of the day, both, or how long it takes."""
    here = datetime.fromtimestamp(now, UTC).astimezone()
    day, hour = _day(until, here), _hour(until)
    if day is None and hour is None:
        lasts = [
            int(number) * SECONDS.get(unit, SECONDS.get(unit[0].lower(), 0))
            for number, unit in LASTS.findall(until)
        ]
        return now + sum(lasts) if lasts else None
    hour = hour or clock()
    moment = (day or here).replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    if day is None and moment <= here:
        moment += timedelta(days=1)
    return moment.timestamp()


def _day(until: str, here: datetime) -> datetime | None:
    if found := NUMBERS.search(until):
        return here.replace(year=int(found[1]), month=int(found[2]), day=int(found[3]))
    if found := NAMED.search(until):
        month = MONTHS.index(found[1].lower()) + 1
        day = here.replace(year=int(found[3] or here.year), month=month, day=int(found[2]))
        return day if found[3] or day >= here else day.replace(year=day.year + 1)
    tomorrow = "tomorrow" in until.lower() or "내일" in until
    return here + timedelta(days=1) if tomorrow else None


def _hour(until: str) -> clock | None:
    if found := ENGLISH.search(until):
        hour, minute = int(found[1]) % 12 + 12 * (found[3].lower() == "p"), int(found[2] or 0)
    elif found := KOREAN.search(until):
        half = {"오전": 0, "오후": 12}.get(found[1] or "")
        hour = int(found[2]) if half is None else int(found[2]) % 12 + half
        minute = int(found[3] or found[4] or 0)
    else:
        return None
    return clock(hour, minute)
