"""Draws the pictures of Slack in docs/pictures anew."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.standins.screen.camera import camera
from tests.standins.slack.screen.page import page
from tests.standins.slack.screen.scenes import scenes

PICTURES = Path(__file__).parents[4] / "docs" / "pictures"


async def draw(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        async with camera() as taking:
            async for name, shot in scenes(Path(scratch)):
                path = folder / f"slack-{name}.png"
                path.write_bytes(await taking.shoot(page(shot)))
                print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1]) if sys.argv[1:] else PICTURES))
