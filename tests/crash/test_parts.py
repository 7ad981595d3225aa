"""What the harness is made of: it sees what it says, and it would say if something were wrong."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text

from tests.crash import ledger
from tests.crash.judging import TOLD, wrong
from tests.crash.plan import AGAIN, FIRST, Plan
from tests.crash.questions import Asked, Stands
from tests.crash.watch import ANY, Target, Watch, Whom, readable
from tests.crash.wire import Moment


def test_it_kills_at_the_chosen_moment_of_the_chosen_occurrence() -> None:
    """And goes on to the next target, counting anew."""
    killed = list[Whom]()

    def kill(whom: Whom) -> bool:
        killed.append(whom)
        return True

    watch = Watch(kill)
    watch.aim(Target("a", "after", "both", 2), Target(ANY, "before", "bridge", 2))
    moments: list[Moment] = ["before", "after"]
    struck = [watch.at(moment, [step]) for step in "abaab" for moment in moments]
    assert struck == [None] * 5 + ["both", None, None, "bridge", None]
    assert killed == ["both", "bridge"]
    assert watch.hits == ["a", "b"]
    assert watch.seen == {"a": 3, "b": 2}


def test_nobody_to_kill_is_no_kill() -> None:
    """It waits for the next time."""
    watch = Watch(lambda _: False)
    watch.aim(Target("a", "before", "Chromium"))
    assert watch.at("before", ["a"]) is None
    assert watch.hits == []


def test_a_place_in_our_code_has_its_functions_name() -> None:
    """Lines move, names stay; what is elsewhere stays as it is."""
    source = Path(__file__).parents[2] / "scraper/browser/chrome.py"
    line = next(at for at, said in enumerate(source.read_text("utf-8").splitlines(), 1) if "launch_persist" in said)
    named = readable(f"browser launchPersistentContext scraper/browser/chrome.py:{line}")
    assert named == "browser launchPersistentContext scraper/browser/chrome _launch"
    assert readable("browser dispose playwright") == "browser dispose playwright"


def test_every_step_is_struck_before_and_after() -> None:
    """Chromium too, where it does something; the first jobs are all of them, in some order."""
    steps = {FIRST: Counter(a=1), AGAIN: Counter(a=2), "slack": Counter({"browser click": 3, "slack post": 1})}
    jobs = Plan(steps, Random(1)).jobs()
    targets = [next(jobs).targets[0] for _ in range(2 + 6 + 2)]
    assert Counter((one.step, one.moment) for one in targets) == {
        ("a", "before"): 1,
        ("a", "after"): 1,
        ("browser click", "before"): 3,
        ("browser click", "after"): 3,
        ("slack post", "before"): 1,
        ("slack post", "after"): 1,
    }
    assert all(one.number <= 3 for one in targets)


def test_a_step_found_later_is_killed_at_next() -> None:
    """After the kill that led to it."""
    plan = Plan({"slack": Counter(a=1)}, Random(1))
    jobs = plan.jobs()
    first = next(jobs)
    plan.found(first, "new")
    again = [next(jobs), next(jobs)]
    assert [one.targets[0] for one in again] == [first.targets[0]] * 2
    assert {(one.targets[1].step, one.targets[1].moment) for one in again} == {("new", "before"), ("new", "after")}


def test_each_transaction_that_writes_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is there and after it; what only reads or is rolled back is not."""
    told = list[tuple[str, list[str], int]]()
    file = tmp_path / "some.db"

    class Teller:
        def __init__(self, _: str) -> None: ...

        def tell(self, moment: str, steps: tuple[str, ...]) -> None:
            with plain.connect() as other:
                told.append((moment, list(steps), other.execute(text("SELECT count(*) FROM t")).scalar_one()))

    plain = create_engine(f"sqlite:///{file}")
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE t (state TEXT, more TEXT)"))
    monkeypatch.setattr(ledger, "Teller", Teller)
    with ledger.watched(""):
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO t VALUES ('a', 'b')"))
        with engine.connect() as connection:
            connection.execute(text("UPDATE t SET more = 'c'"))
        with engine.begin() as connection:
            connection.execute(text("SELECT * FROM t"))
        engine.dispose()
    plain.dispose()
    assert told == [("before", ["ledger insert t"], 0), ("after", ["ledger insert t"], 1)]


@pytest.mark.parametrize(
    ("stands", "asked", "expected"),
    [
        (Stands(["q1 0 1"]), 1, []),
        (Stands(["q1 0", "1"]), 1, []),
        (Stands(["q1 0 1"]), 2, ["twice: asked 2 times"]),
        (Stands(["q1 0 1"]), 0, ["twice: answered, and was never asked"]),
        (Stands(["q1 0 1", "q1 0 1"]), 1, ["twice: q1 0 1 | q1 0 1"]),
        (Stands(["q1 0"]), 1, ["lost: no end: q1 0"]),
        (Stands([TOLD], again=True), 1, []),
        (Stands([TOLD]), 0, ["lost: nobody can ask again"]),
        (Stands(["q1 0 1"], files=["a.png"]), 1, ["twice: a.png"]),
    ],
)
def test_what_is_wrong_is_seen(stands: Stands, asked: int, expected: list[str]) -> None:
    """Asked twice, shown twice, half of it, nothing of it."""
    one = Asked("q1", "say: q1 0 1", "q1 0 1", stands=lambda: stands)
    assert list(wrong(asked, one, "")) == expected


def test_who_went_on_had_the_button_before() -> None:
    """Only the newest answer of a thread has one; a question that never had it is lost."""
    one = Asked("q1", "say: q1 0 1", "q1 0 1", stands=lambda: Stands([TOLD]), offered=True)
    assert list(wrong(1, one, "")) == []
