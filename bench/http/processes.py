"""Servers that are measured, each in a process of its own and on a core of its own where the system can do that."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

MEASURED, OTHERS = 0, -1
"""Which core; the measuring itself and the fake API are on the last one."""


@dataclass(frozen=True)
class Serving:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def megabytes(self) -> float:
        """Of it and its children."""
        root = psutil.Process(self.process.pid)
        weights = (int(one.memory_info().rss) for one in (root, *root.children(recursive=True)))
        return sum(weights) / 1e6

    @property
    def said(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout


def keep_to(core: int, pid: int = 0) -> None:
    """On a machine with more than one; elsewhere all share it."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0 if pid == 0 else pid) | set(range(os.cpu_count() or 1)))
        os.sched_setaffinity(pid, {cores[core]})


@contextmanager
def module(name: str, *arguments: str, core: int = MEASURED) -> Iterator[Serving]:
    """One of ours, which says its port in its first line."""
    command = (sys.executable, "-m", name, *arguments)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        keep_to(core, process.pid)
        assert process.stdout is not None
        try:
            yield Serving(process, int(process.stdout.readline()))
        finally:
            process.terminate()


@contextmanager
def program(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str], patience: float = 60
) -> Iterator[Serving]:
    """Any other that serves on this port, sooner or later."""
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **environment}) as process,  # noqa: S603
    ):
        keep_to(MEASURED, process.pid)
        try:
            _wait(port, process, patience, folder)
            yield Serving(process, port)
        finally:
            if process.poll() is None:
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.terminate()
                process.terminate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], patience: float, folder: Path) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError((folder / "log").read_text()[-2000:])
