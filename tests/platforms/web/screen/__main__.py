"""Draws the pictures of the web page in docs/pictures anew."""

import asyncio
import sys
from pathlib import Path

from tests.platforms.web.screen.scenes import draw

PICTURES = Path(__file__).parents[4] / "docs" / "pictures"

if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1]) if sys.argv[1:] else PICTURES))
