"""The command as a process of its own: started, ended, killed; and its clock is turned."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from scraper.executable import installed
from tests.scraper.one_browser import SHELL

ENDS = 40.0  # seconds
TURNED = "tests.chaos.turned"


def watched_browser(folder: Path) -> Path:
    """A browser that also listens for us, on the port that it writes into its profile."""
    script = folder / "browser"
    browser = shutil.which(SHELL) or installed()
    script.write_text(f'#!/bin/sh\nexec "{browser}" "$@" --remote-debugging-port=0\n', encoding="utf-8")
    script.chmod(0o755)
    return script


class Program:
    """One life after the other; `log` has all of them."""

    def __init__(self, config: Path) -> None:
        self.log = config.with_suffix(".log")
        self._config = config
        self._process: asyncio.subprocess.Process | None = None
        self._ahead = 0.0
        self._said_before = 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        arguments = ("-m", TURNED, str(self._ahead), "run", "--config", str(self._config))
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=log, stderr=log, env=_quiet()
            )

    async def end(self) -> None:
        """In order; AssertionError when it does not end so. One that has said nothing does not listen yet."""
        assert self._process is not None
        if not self.running:
            return
        self._process.terminate()
        try:
            code = await asyncio.wait_for(self._process.wait(), ENDS)
        except TimeoutError:
            await self.kill()
            raise AssertionError(f"the program did not end within {ENDS:g} s") from None
        silent = self.log.stat().st_size == self._said_before
        assert code == 0 or (silent and code == -signal.SIGTERM), f"the program ended with {code}"

    async def kill(self) -> None:
        assert self._process is not None
        if self.running:
            self._process.kill()
        await self._process.wait()

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[None]:
        """It is stopped in the middle of whatever it does, and goes on later."""
        assert self._process is not None
        if self.running:
            self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            if self.running:
                self._process.send_signal(signal.SIGCONT)

    async def looked_after(self) -> int | None:
        """Started again where it has ended by itself, as a computer would do; the code with which it did."""
        if self._process is None or (code := self._process.returncode) is None:
            return None
        await self.start()
        return code

    def turn(self, seconds: float) -> None:
        """So many seconds have passed; after a restart, too."""
        self._ahead += seconds
        if self._process is not None and self._process.stdin is not None and self.running:
            self._process.stdin.write(f"{seconds}\n".encode())


def _quiet() -> dict[str, str]:
    """Nothing of ours is configured by the environment of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("THREADBRIDGE__")}
