"""Errands: nobody waits for them, and none outlives its block."""

import asyncio

import pytest

from platforms.errands import Errands


async def test_nobody_waits() -> None:
    """It is done a moment later."""
    done = asyncio.Event()

    async def errand() -> None:
        done.set()

    async with Errands() as errands:
        errands.begin(errand())
        assert not done.is_set()
        await errands.idle()
        assert done.is_set()


async def test_none_outlives_the_block() -> None:
    """What is under way is ended, and nothing begins any more."""
    began, ended = asyncio.Event(), asyncio.Event()

    async def errand() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with Errands() as errands:
        errands.begin(errand())
        await began.wait()
    assert ended.is_set()
    began.clear()
    errands.begin(errand())
    await errands.idle()
    assert not began.is_set()


async def test_a_bug_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """And ends nothing else."""

    async def errand() -> None:
        raise RuntimeError("out of order")

    async with Errands() as errands:
        errands.begin(errand())
        await errands.idle()
    assert "out of order" in caplog.text
