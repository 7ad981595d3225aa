"""Texts that we began to type and that were not proven sent: what tells a draft of ours from somebody else's.

Drafts outlive the tab and the browser, and the one of the new-chat page is shared by all tabs (seen 2026-10). So
the texts are kept on the disk, too, each from before the first letter is typed until it is sent or taken back.
"""

import hashlib
from pathlib import Path
from typing import Self

from scraper.asking.begun import Begun
from scraper.asking.written import beginning
from scraper.settings import ChatGPTSettings

FOLDER = "unsent"


class Unsent:
    """In a folder that only the owner can read."""

    def __init__(self, folder: Path) -> None:
        self.turns = Begun(folder / "turns")
        self._folder = folder

    def remember(self, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(text)
        path.touch(mode=0o600)
        path.write_text(text, "utf-8")

    def forget(self, text: str) -> None:
        self._path(text).unlink(missing_ok=True)

    def knows(self, draft: str) -> bool:
        """Whether the draft is one of them as far as it goes."""
        return any(beginning(draft, path.read_text("utf-8")) for path in self._folder.glob("*.txt"))

    @classmethod
    def of(cls, settings: ChatGPTSettings, folder: Path) -> Self:
        """Those of one browser profile: a draft in another one is none of its own."""
        elsewhere = settings.connect or settings.profile
        return cls(folder / FOLDER / _name(str(elsewhere)) if elsewhere else folder / FOLDER)

    def _path(self, text: str) -> Path:
        return self._folder / f"{_name(text)}.txt"


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
