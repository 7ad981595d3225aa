"""The endpoint for the clients; it runs in the program's environment, the tests in the clients'."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

KEY = "sk-test-key"

ENDS = 30.0
"""Seconds that the endpoint gets to end."""


@contextmanager
def serving(*arguments: str) -> Iterator[dict[str, str]]:
    """Its addresses, by the way in which it answers."""
    python = os.environ.get("THREADBRIDGE_PYTHON", sys.executable)
    command = [python, "-m", "tests.clients.served", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        try:
            line = process.stdout.readline()
            assert line, "the endpoint did not start; its own words stand above"
            yield json.loads(line)
            process.stdin.close()
            process.wait(ENDS)
        finally:
            process.kill()  # whatever went wrong, nobody waits for it
    assert process.returncode == 0


def only_results(answer: str) -> bool:
    """The brain, which tells what its tools gave it, was typed little more than that, and nothing again."""
    found = re.search(r"\(I read (\d+) characters\.\)", answer)
    return found is not None and int(found[1]) < 250


@pytest.fixture(scope="session")
def addresses() -> Iterator[dict[str, str]]:
    """Of the endpoint whose backend is asked, and of the one that passes requests on."""
    with serving() as addresses:
        yield addresses


@pytest.fixture(params=["asked", "forwarded"])
def endpoint(request: pytest.FixtureRequest, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The base URL; also in the environment, where most clients look for it."""
    base_url = f"{addresses[request.param]}/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", base_url)
    monkeypatch.setenv("OPENAI_API_BASE", base_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return base_url
