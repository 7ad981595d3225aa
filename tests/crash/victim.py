"""``threadbridge`` itself, which tells the harness of what it writes.

It imports everything once, then forks for each line of JSON: where the harness listens, where it logs, and the
command's arguments. It says which process that is, and how it ended.
"""

import json
import os
import pkgutil
import sys
from importlib import import_module

from bridge.cli import main
from tests.crash import ledger
from tests.crash.wire import ADDRESS

NOT_LOADED = ("storage.migrations.", "scraper.practice.", "bridge.cluster")
"""Files that are no modules of the program's, or none of what runs."""


def load() -> None:
    """What every life would import for itself."""
    for package in ("bridge", "platforms", "scraper", "storage"):
        for one in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not one.name.startswith(NOT_LOADED) and not one.name.endswith("__main__"):
                import_module(one.name)
    for late in ("alembic.command", "alembic.config", "aiosqlite"):
        import_module(late)


def live(address: str, log: str, arguments: list[str]) -> None:
    """As a process of its own that a shell has started."""
    os.setsid()
    os.environ[ADDRESS] = address
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["threadbridge", *arguments]
    with ledger.watched(address):
        main()


if __name__ == "__main__":
    load()
    print("ready", flush=True)
    for line in sys.stdin:
        if not (pid := os.fork()):
            try:
                live(*json.loads(line))
            except SystemExit as end:
                os._exit(int(end.code or 0))
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
