"""Several processes and a real PostgreSQL: what one accepts another answers, and whoever ends is replaced."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.cluster.nodes import Nodes, nodes


@pytest.fixture
def cluster(postgres_url: str, tmp_path: Path) -> Iterator[Nodes]:
    """None is running yet."""
    with nodes(postgres_url, tmp_path) as running:
        yield running


def test_the_holder_answers_what_a_spare_accepts_and_is_replaced_when_it_is_killed(cluster: Nodes) -> None:
    """The spare goes on with what was begun, asks nothing twice, and takes what comes."""
    one = cluster.start("one", seconds=0.3)
    one.ask(("a", "1"))
    cluster.wait(["1"])
    two = cluster.start("two", seconds=0.3)
    two.ask(("a", "2"), ("b", "3"))
    cluster.wait(["2", "3"])
    assert {line["node"] for line in cluster.asked} == {"one"}
    two.ask(("a", "4"), ("a", "5"))
    cluster.wait_asked("4")
    one.kill()
    cluster.wait(["4", "5"])
    two.ask(("c", "6"))
    cluster.wait(["6"])
    assert {line["message"]: line["node"] for line in cluster.asked}["5"] == "two"
    assert (cluster.twice(), cluster.out_of_order()) == ([], 0)
    assert two.end() == 0
