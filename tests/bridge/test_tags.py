"""What is a tag, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.tags import MOST, read, tags_of


@pytest.mark.parametrize(
    ("question", "tags"),
    [
        ("How do I restart it? #infra #K8s", ["infra", "k8s"]),
        ("#요리 #망고-파이 만드는 법", ["요리", "망고-파이"]),
        ("#a one #b two #c", ["a", "c"]),
        ("#infra, #k8s", ["infra", "k8s"]),
        ("why?\n\n#infra", ["infra"]),
        ("issue #12, colour #1f2e3d", []),
        ("C# and F#", []),
        ("# A heading", []),
        ("#include <stdio.h>\nint main() {}", ["include"]),
        ("see https://x.example/#part", []),
        ("a#b", []),
        ("", []),
        ("#a #a #A", ["a"]),
        ("x " + " ".join(f"#t{n}" for n in range(40)), None),
    ],
)
def test_tags_stand_at_the_beginning_or_the_end(question: str, tags: list[str] | None) -> None:
    """Each once, in small letters; within a text a # means something else."""
    found = tags_of(question)
    assert len(found) == MOST if tags is None else found == tags


@given(st.text(st.sampled_from("#a 1,\n-가"), max_size=200))
def test_any_question_is_read(question: str) -> None:
    """At once, and no tag has a space in it."""
    assert all(tag and " " not in tag and not tag.startswith("#") for tag in tags_of(question))


def test_what_is_written_behind_the_command() -> None:
    """With a sign or without one, and with - what is to go; what can be no tag is none."""
    assert read("infra #k8s, -Old -#older 12 a/b") == (["infra", "k8s"], ["old", "older"])
