"""``threadbridge`` with a clock that can be turned: each line that comes in is so many seconds ahead.

    python -m tests.chaos.turned SECONDS run --config FILE

Every clock of the program is ahead then, the event loop's too: whoever waits for a moment passed by goes on.
"""

import asyncio
import os
import sys
import threading
import time

ahead = 0.0
NOTICED = 0.1  # seconds until a loop that waits sees it


def listen() -> None:
    global ahead
    rest = b""
    while more := os.read(0, 1024):
        *lines, rest = (rest + more).split(b"\n")
        ahead += sum(map(float, lines))


def main() -> None:
    global ahead
    ahead = float(sys.argv.pop(1))
    real, steady = time.time, time.monotonic
    time.time = lambda: real() + ahead
    time.monotonic = lambda: steady() + ahead
    asyncio.base_events.MAXIMUM_SELECT_TIMEOUT = NOTICED  # type: ignore[attr-defined]
    threading.Thread(target=listen, daemon=True).start()
    from bridge.cli import main as threadbridge

    threadbridge()


if __name__ == "__main__":
    main()
