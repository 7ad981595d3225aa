"""When a week's digest is due, by the clock on the wall of some place; pure.

Nights on which that clock is turned make a week an hour shorter or longer; weeks lie end to end all the same.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bridge.types import DAYS, Rules

_WEEK = timedelta(days=7)


def zone_of(rules: Rules) -> ZoneInfo | None:
    """None: this computer's."""
    return ZoneInfo(rules.time_zone) if rules.time_zone else None


def last_due(now: float, rules: Rules) -> float:
    """The newest moment, in Unix seconds, that is the rules' day and hour, and not in the future."""
    today = datetime.fromtimestamp(now, zone_of(rules)).replace(
        hour=rules.digest_hour, minute=0, second=0, microsecond=0
    )
    day = today - timedelta(days=(today.weekday() - DAYS.index(rules.digest)) % 7)
    return next(due for due in map(_moment, _back(day)) if due <= now)


def week_before(due: float, rules: Rules) -> float:
    """When the one before was due; not the same hour a week ago, for it may have been the hour that is left out."""
    return last_due(due - 1, rules)


def day_of(moment: float, rules: Rules) -> date:
    """On which day that is there."""
    return datetime.fromtimestamp(moment, zone_of(rules)).date()


def _back(day: datetime) -> Sequence[datetime]:
    """Today's hour may still be to come."""
    return day, day - _WEEK


def _moment(wall: datetime) -> float:
    """Of an hour that comes twice the first; one that is left out is an hour later."""
    return wall.replace(fold=0).timestamp()
