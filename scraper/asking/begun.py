"""How far we had come with turns of which nothing proves yet that they were sent.

A look that finds a question nowhere may come too early: what was sent by a browser that is gone, or by another node
that is, may still be on its way. So it is kept on the disk whether Send was pressed. Of a turn that somebody else
began, nothing is known here.
"""

import time
from pathlib import Path

from bridge.types import TurnId

PRESSED = "pressed"
KEPT = 30 * 86_400.0
"""Seconds; by then nobody goes on with a turn that its program left behind."""


class Begun:
    """In a folder that only the owner can read, a small file each; what is very old is forgotten."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for path in folder.glob("*"):
            if path.stat().st_mtime < time.time() - KEPT:
                path.unlink(missing_ok=True)

    def begin(self, turn: TurnId) -> None:
        """Nothing was pressed, or that is known not to have sent."""
        self._write(turn, "")

    def press(self, turn: TurnId) -> None:
        """From now on it may have been sent."""
        self._write(turn, PRESSED)

    def over(self, turn: TurnId) -> None:
        """It is known where it was sent."""
        self._path(turn).unlink(missing_ok=True)

    def unsent(self, turn: TurnId) -> bool:
        """An earlier run began it here, and did not come to pressing Send."""
        path = self._path(turn)
        return path.exists() and path.read_text("utf-8") != PRESSED

    def _write(self, turn: TurnId, how: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(turn)
        path.touch(mode=0o600)
        path.write_text(how, "utf-8")

    def _path(self, turn: TurnId) -> Path:
        return self._folder / str(turn)
