"""Several processes and a real PostgreSQL: what one accepts another answers, and whoever ends is replaced."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest

from bridge.exit_codes import TRY_LATER
from tests.bridge.cluster.nodes import QUICK, Nodes, nodes


@pytest.fixture
def cluster(postgres_url: str, tmp_path: Path) -> Iterator[Nodes]:
    """None is running yet."""
    with nodes(postgres_url, tmp_path) as running:
        yield running


def test_a_holder_that_is_killed_is_replaced(cluster: Nodes) -> None:
    """It answers what a spare accepts; then the spare goes on with what was begun, and asks nothing twice.

    The last one gives the slot back in order, and nothing of the queue is left behind.
    """
    one = cluster.start("one", seconds=0.2)
    one.ask(("a", "1"))
    cluster.wait(["1"])
    two = cluster.start("two", seconds=0.2)
    two.ask(("a", "2"), ("b", "3"))
    cluster.wait(["2", "3"])
    assert {line["node"] for line in cluster.asked} == {"one"}
    two.ask(("a", "4"), ("a", "5"))
    cluster.wait_asked("4")
    one.kill()
    cluster.wait(["4", "5"])
    assert {line["message"]: line["node"] for line in cluster.asked}["5"] == "two"
    assert (cluster.twice(), cluster.out_of_order()) == ([], 0)
    assert two.end() == 0
    with psycopg.connect(cluster.url) as there:
        assert there.execute("SELECT holder, life FROM slots").fetchall() == [("", "")]


def test_each_slot_is_answered_by_its_own_node(cluster: Nodes) -> None:
    """Whoever accepted it; a Thread that asks both gets one answer after the other, in order."""
    slots = {"first": ["x"], "second": ["y", "free"]}
    names = ("x", "y", "free")
    one = cluster.start("one", slots=slots, backends=names, takes=["first"], seconds=0.1)
    cluster.start("two", slots=slots, backends=names, takes=["second"], seconds=0.1)
    for message, backend in enumerate(("x", "y", "free", "x")):
        one.ask((f"t{message}", str(message)), backend=backend)
    cluster.wait(["0", "1", "2", "3"])
    assert {line["message"]: line["node"] for line in cluster.asked} == {
        "0": "one",
        "1": "two",
        "2": "two",
        "3": "one",
    }


def test_a_node_that_stands_still_is_replaced_and_ends_when_it_goes_on(cluster: Nodes) -> None:
    """What it was at is finished by the spare, and nothing is said twice."""
    life = {"timing": asdict(QUICK), "seconds": 0.2}
    one, two = cluster.start("one", **life), cluster.start("two", **life)
    two.ask(("a", "1"), ("a", "2"))
    asked = cluster.wait_asked("1")
    holder, spare = (one, "two") if asked["node"] == "one" else (two, "one")
    holder.stand_still()
    cluster.wait(["1", "2"])
    assert cluster.wait_asked("2")["node"] == spare
    holder.go_on()
    assert holder.process.wait(30) == TRY_LATER
    assert (cluster.twice(), len(cluster.shown)) == ([], 2)
