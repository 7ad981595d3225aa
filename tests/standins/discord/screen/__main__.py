"""Draws the pictures of Discord in docs/pictures anew."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.standins.discord.screen.page import page
from tests.standins.discord.screen.scenes import scenes
from tests.standins.screen.camera import camera

PICTURES = Path(__file__).parents[4] / "docs" / "pictures"


async def draw(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        async with camera() as taking:
            async for name, shot in scenes(Path(scratch)):
                path = folder / f"discord-{name}.png"
                path.write_bytes(await taking.shoot(page(shot)))
                print(f"{path}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1]) if sys.argv[1:] else PICTURES))
