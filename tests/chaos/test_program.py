"""A program's end, in order and otherwise."""

from pathlib import Path

import pytest

from tests.chaos.program import Program


async def test_one_that_is_ended_before_it_listens(tmp_path: Path) -> None:
    """It had nothing in hand: that is in order. One that has said something has to end by itself."""
    program = Program(tmp_path / "config.toml")
    await program.start()
    await program.end()
    await program.start()
    program.log.write_text("in Slack as threadbridge\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="ended with -15"):
        await program.end()
