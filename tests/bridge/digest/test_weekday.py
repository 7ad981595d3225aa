"""When a digest is due: on its day and at its hour, whatever is done to the clocks meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bridge.digest.weekday import last_due, week_before, zone_of
from bridge.types import DAYS, Rules
from tests.fakes import rules_for

HOUR = 3600.0
WEEK = 7 * 24 * HOUR

moments = st.integers(
    int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2040, 1, 1, tzinfo=UTC).timestamp())
)
rules = st.builds(
    lambda day, hour, zone: replace(rules_for(), digest=day, digest_hour=hour, time_zone=zone),
    st.sampled_from(DAYS),
    st.integers(0, 23),
    st.sampled_from(["", *sorted(available_timezones())]),
)


def wall(moment: float, rules: Rules) -> datetime:
    return datetime.fromtimestamp(moment, zone_of(rules))


@given(moments, rules)
def test_weeks_lie_end_to_end(now: int, rules: Rules) -> None:
    """Every moment is in one of them; each ends on its day and at its hour, or an hour late if there is none."""
    due = last_due(now, rules)
    before, after = week_before(due, rules), last_due(due + WEEK + 3 * HOUR, rules)
    assert due <= now < after
    assert last_due(due, rules) == due
    assert abs(after - due - WEEK) <= 2 * HOUR
    assert abs(due - before - WEEK) <= 2 * HOUR
    assert DAYS[wall(due, rules).weekday()] == rules.digest
    late = wall(due, rules).hour * 60 + wall(due, rules).minute - rules.digest_hour * 60
    assert late == 0 or 0 < late <= 60


def test_nights_on_which_clocks_are_turned() -> None:
    """The hour that is left out comes an hour later; of the one that comes twice it is the first."""
    berlin = replace(rules_for(), digest="sunday", digest_hour=2, time_zone="Europe/Berlin")
    spring = datetime(2026, 3, 29, 3, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    autumn = datetime(2026, 10, 25, 2, fold=0, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    assert last_due(spring + 60, berlin) == spring
    assert last_due(autumn + 90 * 60, berlin) == autumn
    assert week_before(spring, berlin) == spring - WEEK  # 2 o'clock then, 3 o'clock now
