"""Tasks that are not left behind."""

import asyncio
from typing import Any


async def ended(task: asyncio.Task[Any]) -> None:
    """Leave no task behind, and none of its errors unread."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()
