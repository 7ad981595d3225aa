"""The folder of one browser profile: one process works in it at a time, and it is known who does."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from bridge.errors import BrowserBusy, BrowserFailed

logger = logging.getLogger(__name__)

LOOK = 0.2  # seconds between two looks whether it is free


class Profile:
    """Ours while it is taken. Whoever wishes for it is given it as soon as nothing is being answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = FileLock(folder / "threadbridge.lock", mode=0o600)
        self._wish = FileLock(folder / "threadbridge.wish", mode=0o600)
        self._holder = folder / "threadbridge.pid"
        self._chrome = folder / "threadbridge.chrome"

    def take(self) -> None:
        """Raises BrowserBusy while another process of Threadbridge has it, or wishes for it."""
        self._make()
        self.refuse_if_wanted()
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise BrowserBusy(profile=self.folder, by=f"threadbridge, {self._said(self._holder)}") from None
        self._holder.write_text(f"PID {os.getpid()}")

    def leave(self) -> None:
        self._lock.release()

    async def given(self) -> None:
        """Wait until no other process of Threadbridge has it."""
        told = False
        while not _is_free(self._lock):
            if not told:
                logger.info("the bridge works in %s; waiting until its answers are written", self.folder)
            told = True
            await asyncio.sleep(LOOK)

    def look_for_chrome(self) -> None:
        """Raises BrowserBusy while a Chrome that is not ours has the folder; removes what a dead one of ours left.

        Chrome marks the folder with a link that names its host and process. It never takes another host's mark for
        stale, and a container is another host each time that it is made.
        """
        mark = self._mark()
        host, _, process = mark.rpartition("-")
        if not mark:
            return
        if host != socket.gethostname():
            if mark != self._said(self._chrome):
                raise BrowserBusy(profile=self.folder, by=f"Chrome, PID {process}, {host}")
            (self.folder / "SingletonLock").unlink(missing_ok=True)
        elif self._runs(process):
            raise BrowserBusy(profile=self.folder, by=f"Chrome, PID {process}")

    def remember_chrome(self) -> None:
        """The Chrome that has the folder now is ours."""
        self._chrome.write_text(self._mark())

    def end_chrome(self) -> None:
        """The hard way, and only the one that we started; where Chrome leaves no mark it can't be told which."""
        mark = self._mark()
        process = mark.rpartition("-")[2]
        if mark and mark == self._said(self._chrome) and self._runs(process):
            os.kill(int(process), signal.SIGKILL)

    def wanted(self) -> bool:
        """Whether another process wishes for it."""
        return not (self._wish.is_locked or _is_free(self._wish))

    def refuse_if_wanted(self) -> None:
        """Raises BrowserBusy when another process wishes for it."""
        if self.wanted():
            raise BrowserBusy(profile=self.folder, by="threadbridge login")

    @contextmanager
    def wished_for(self) -> Iterator[None]:
        """Whoever has it gives it away soon, and does not take it again before the block is left."""
        self._make()
        try:
            self._wish.acquire(timeout=0)
        except Timeout:
            raise BrowserBusy(profile=self.folder, by="threadbridge login") from None
        try:
            yield
        finally:
            self._wish.release()

    def _make(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise BrowserFailed(what=f"{self.folder} can't be used: {error.strerror}") from error

    def _mark(self) -> str:
        """Empty where Chrome has none, or marks its folder in another way, as on Windows."""
        with suppress(OSError, AttributeError):
            return str((self.folder / "SingletonLock").readlink())
        return ""

    def _runs(self, process: str) -> bool:
        """Whether that process is a browser on this folder; the number may be another program's by now."""
        try:
            os.kill(int(process), 0)
        except (OSError, ValueError):
            return False
        with suppress(OSError):
            return str(self.folder).encode() in Path("/proc", process, "cmdline").read_bytes()
        return True

    def _said(self, file: Path) -> str:
        with suppress(OSError):
            return file.read_text()
        return ""


def _is_free(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    lock.release()
    return True
