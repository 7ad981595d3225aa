"""A PostgreSQL server of the tests' own: started when the first test wants one, ended with the run.

Its programs come from the system: `make test` installs Debian's where it may. The server refuses root, so for root
it runs as another account. Nothing is synced to disk, for nothing outlives the run.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

ACCOUNTS = ("postgres", "nobody")
"""Who it may be where we are root."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "unix_socket_directories": "",
}


def programs() -> Path | None:
    """The folder with initdb and postgres; None where there is none."""
    found = [Path(path).resolve().parent for path in (shutil.which("postgres"), shutil.which("initdb")) if path]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    whole = (one for one in (*found, *debian) if all((one / name).exists() for name in ("initdb", "postgres")))
    return next(whole, None)


class Server:
    """One that runs, on loopback."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process
        self._made = count(1)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new(self, like: str = "") -> str:
        """The URL of a database that is empty, or as that of the other URL, to which nobody is connected."""
        name = f"test{next(self._made)}"
        template = f" TEMPLATE {like.rpartition('/')[2]}" if like else ""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}{template}".encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        """Also with somebody connected to it."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def server(folder: Path, **settings: str) -> Iterator[Server]:
    """Its data is in ``folder``, whose parents its account must be able to enter; see `anywhere`."""
    bin = programs()
    assert bin is not None
    account = _account()
    if account is not None:
        shutil.chown(folder, account)
    data, port = folder / "data", _free_port()
    how = ("--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    subprocess.run([bin / "initdb", "-D", data, *how], check=True, capture_output=True, user=account, cwd=folder)
    options = [f"--{name}={value}" for name, value in (SETTINGS | settings).items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [bin / "postgres", "-D", data, f"--port={port}", *options],
            stdout=log,
            stderr=log,
            user=account,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for pytest, which ends it then
        )
    try:
        running = Server(port, process)
        _await(running, folder / "log")
        yield running
    finally:
        process.send_signal(signal.SIGQUIT)  # at once
        process.wait(30)


@contextmanager
def anywhere() -> Iterator[Path]:
    """A folder that other accounts can enter."""
    with tempfile.TemporaryDirectory(prefix="threadbridge-postgres-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _account() -> str | None:
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return None
    import pwd  # not on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(running: Server, log: Path) -> None:
    """Until it lets somebody in."""
    for _ in range(300):
        try:
            psycopg.connect(running.url(), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(0.05)
                break
    raise AssertionError(f"PostgreSQL did not start:\n{log.read_text()}")
