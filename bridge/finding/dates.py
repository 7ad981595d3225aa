"""What people write for a time: ``2026``, ``2026-03``, ``2026-03-12``, ``today``, ``30d``; pure."""

import re
from datetime import datetime, timedelta

Span = tuple[float, float]
"""Where it begins and where it ends, in Unix seconds."""

_DAY = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?[-./]?")
_AGO = re.compile(r"(\d{1,5})(h|d|w|m|y|시간|일|주|개월|달|년)", re.IGNORECASE)

_HOURS = {
    **dict.fromkeys(("h", "시간"), 1),
    **dict.fromkeys(("d", "일"), 24),
    **dict.fromkeys(("w", "주"), 24 * 7),
    **dict.fromkeys(("m", "개월", "달"), 24 * 30),
    **dict.fromkeys(("y", "년"), 24 * 365),
}

_DAYS = {"today": 0, "오늘": 0, "yesterday": 1, "어제": 1}


def span(written: str, now: float) -> Span | None:
    """By this computer's clock on the wall; so long ago is a moment. None: nobody understands it."""
    if ago := _AGO.fullmatch(written):
        then = now - int(ago[1]) * _HOURS[ago[2].lower()] * 3600
        return then, then
    try:
        if (back := _DAYS.get(written.lower())) is not None:
            today = datetime.fromtimestamp(now).astimezone()
            return _of(today.year, today.month, today.day, back)
        if day := _DAY.fullmatch(written):
            return _of(*(int(one) if one else 0 for one in day.groups()))
    except (ValueError, OverflowError, OSError):  # there is no such day, or no clock goes so far
        pass
    return None


def _of(year: int, month: int, day: int, back: int = 0) -> Span:
    begin = datetime(year, month or 1, day or 1) - timedelta(days=back)  # noqa: DTZ001 - on the wall
    if day:
        end = begin + timedelta(days=1)
    elif month:
        end = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001
    else:
        end = datetime(year + 1, 1, 1)  # noqa: DTZ001
    return begin.astimezone().timestamp(), end.astimezone().timestamp()
