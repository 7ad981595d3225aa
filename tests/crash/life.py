"""The program's lives: the real command, started again whenever it was killed."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import cast

import psutil
from playwright._impl._driver import compute_driver_executable

from tests.crash.watch import Watch, Whom
from tests.crash.wire import GO_ON, NODE, Moment

ROOT = Path(__file__).parents[2]
RELAY = '#!/bin/sh\nexec "{python}" -m tests.crash.relay "$@"\n'
ENDS = 30.0  # seconds


class Lives:
    """One after the other, in one data folder."""

    def __init__(self, config: Path, folder: Path) -> None:
        self.watch = Watch(self.kill)
        self.count = 0
        self.unwell: list[str] = []
        """Those that ended otherwise than by us."""
        self.log = folder / "log"
        self._config = config
        self._folder = folder
        self._pid = 0
        self._tellers: set[asyncio.StreamWriter] = set()
        self._over = False

    @asynccontextmanager
    async def lived(self) -> AsyncIterator[None]:
        """The program runs while the block lasts, and is ended in order."""
        nursery = await self._nursery()
        living = asyncio.create_task(self._live_on(nursery))
        try:
            yield
        finally:
            await self._end(living)
            nursery.terminate()
            await nursery.wait()

    def kill(self, whom: Whom) -> bool:
        """False where there is nobody to kill."""
        chromium = self._chromium() if whom != "bridge" else None
        if (whom != "bridge" and chromium is None) or (whom != "Chromium" and not self._pid):
            return False
        if chromium is not None:
            chromium.kill()
        if whom != "Chromium":
            os.kill(self._pid, signal.SIGKILL)
            self._pid = 0
            self._hang_up()
        return True

    def _chromium(self) -> psutil.Process | None:
        """The browser on our profile; what it has started goes with it."""
        profile = self._folder / "data" / "profile"
        with suppress(OSError, psutil.Error, ValueError):
            process = psutil.Process(int(str((profile / "SingletonLock").readlink()).rpartition("-")[2]))
            if any(str(profile) in part for part in process.cmdline()):
                return process
        return None

    async def _nursery(self) -> asyncio.subprocess.Process:
        relay = self._folder / "node"
        relay.write_text(RELAY.format(python=sys.executable))
        relay.chmod(0o700)
        environment = {"PYTHONPATH": str(ROOT), "PLAYWRIGHT_NODEJS_PATH": str(relay)}
        pipe = asyncio.subprocess.PIPE
        nursery = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.crash.victim"),
            stdin=pipe,
            stdout=pipe,
            env={**os.environ, **environment, NODE: compute_driver_executable()[0]},
        )
        await _said(nursery)
        return nursery

    async def _live_on(self, nursery: asyncio.subprocess.Process) -> None:
        while not self._over:
            self.count += 1
            address = self._folder / f"life{self.count}"
            async with await asyncio.start_unix_server(self._heard, address):
                code = await self._live(nursery, address)
                self._hang_up()
            if code != -signal.SIGKILL and not (code == 0 and self._over):
                self.unwell.append(f"life {self.count} ended with {code}")
                return

    async def _live(self, nursery: asyncio.subprocess.Process, address: Path) -> int:
        assert nursery.stdin is not None
        arguments = ["run", "--config", str(self._config)]
        nursery.stdin.write(json.dumps([str(address), str(self.log), arguments]).encode() + b"\n")
        self._pid = int(await _said(nursery))
        code = int(await _said(nursery))
        self._pid = 0
        return code

    async def _end(self, living: asyncio.Task[None]) -> None:
        self._over = True
        if self._pid:
            os.kill(self._pid, signal.SIGTERM)
        _, late = await asyncio.wait({living}, timeout=ENDS)
        if late:
            self.unwell.append("does not end")
            self.kill("bridge")
        await living

    def _hang_up(self) -> None:
        for writer in self._tellers:
            writer.close()

    async def _heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Whoever is left of a life that was killed is not answered."""
        self._tellers.add(writer)
        with suppress(ConnectionError):
            while line := await reader.readline():
                moment, *steps = json.loads(line)
                if writer.is_closing() or self.watch.at(cast(Moment, moment), steps) in ("bridge", "both"):
                    break
                writer.write(GO_ON)
        self._tellers.discard(writer)
        writer.close()


async def _said(nursery: asyncio.subprocess.Process) -> str:
    assert nursery.stdout is not None
    return (await nursery.stdout.readline()).decode().strip()
