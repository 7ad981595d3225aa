"""Stands between Playwright and its driver, as the Node.js that it starts, and tells of each call.

A call is named by the place in our code that makes it and by what it asks of the browser. Frames are a length of
four bytes and JSON.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from tests.crash.wire import ADDRESS, NODE, Gone, Moment, Teller

ROOT = Path(__file__).parents[2]
UNANSWERED = ("__waitInfo__", "__abort__")


def main() -> None:
    """As long as either side lives; what was not passed on when one of them is killed never is."""
    with subprocess.Popen(
        [os.environ[NODE], *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as driver:
        assert driver.stdin is not None
        assert driver.stdout is not None
        calls = dict[int, str]()
        back = threading.Thread(target=_pass_back, args=(driver.stdout, calls), daemon=True)
        back.start()
        with suppress(Gone, OSError):
            _pass_on(driver.stdin, calls)
        with suppress(OSError):
            driver.stdin.close()  # on which it closes its browser and ends
        back.join()


def _pass_on(driver: IO[bytes], calls: dict[int, str]) -> None:
    teller = Teller(os.environ[ADDRESS])
    for frame in _frames(sys.stdin.buffer):
        call = json.loads(frame)
        if call["method"] not in UNANSWERED:
            calls[call["id"]] = name = _named(call)
            teller.tell("before", [name])
        _write(driver, frame)


def _pass_back(driver: IO[bytes], calls: dict[int, str]) -> None:
    teller = Teller(os.environ[ADDRESS])
    frames = _frames(driver)
    with suppress(Gone, OSError):
        for frame in frames:
            after: Moment = "after"
            if name := calls.pop(json.loads(frame).get("id", 0), ""):
                teller.tell(after, [name])
            _write(sys.stdout.buffer, frame)
    for _ in frames:  # it must not wait for us when it is to end
        pass


def _frames(source: IO[bytes]) -> Iterator[bytes]:
    while len(length := source.read(4)) == 4:
        frame = source.read(size := int.from_bytes(length, "little"))
        if len(frame) < size:
            return
        yield frame


def _write(to: IO[bytes], frame: bytes) -> None:
    to.write(len(frame).to_bytes(4, "little") + frame)
    to.flush()


def _named(call: dict[str, Any]) -> str:
    location = call.get("metadata", {}).get("location") or {}
    file = Path(location.get("file", ""))
    where = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else "playwright"
    line = f":{location['line']}" if where != "playwright" else ""
    return f"browser {call['method']} {where}{line}"


if __name__ == "__main__":
    main()
