"""How the processes under the harness tell it what they are about to do, and wait for its leave.

Standard library only: the relay must start quickly.
"""

import json
import socket
import threading
from collections.abc import Iterable
from typing import Literal

Moment = Literal["before", "after"]

ADDRESS, NODE = "CRASH_SOCKET", "CRASH_NODE"
"""Environment variables: where the harness listens, and which Node.js runs Playwright's driver."""

GO_ON = b"."


class Gone(Exception):
    """The harness has killed whom this process works for."""


class Teller:
    """One at a time; whoever tells waits until the harness has decided."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(address)
        self._one_at_a_time = threading.Lock()

    def tell(self, moment: Moment, steps: Iterable[str]) -> None:
        """Returns when it may go on; raises Gone when there is nobody left to go on for."""
        with self._one_at_a_time:
            try:
                self._socket.sendall(json.dumps([moment, *steps]).encode() + b"\n")
                answer = self._socket.recv(1)
            except OSError:
                answer = b""
            if answer != GO_ON:
                raise Gone
