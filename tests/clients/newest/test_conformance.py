"""The suites that check a server against the protocol, run as their users run them: not one check may fail."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.clients.conftest import KEY
from tests.clients.newest import MODEL

BIN = Path(sys.executable).parent

SPEND = "catalog.declared-v2"
"""Of the provider check: only who sells tokens has such a catalogue."""


def run(*command: str | Path, **environment: str) -> tuple[int, str]:
    """Exit code, and all that it printed."""
    done = subprocess.run(
        [*map(str, command)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=100,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(("form", "least"), [("openai-chat", 8), ("open-responses", 11)])
def test_llm_comply(endpoint: str, form: str, least: int) -> None:
    """JSON schemas and events of both wires; what it leaves out (reasoning of models that have some) it says."""
    code, output = run(
        *(BIN / "llm-comply", "-u", endpoint, "-k", KEY, "-m", MODEL, "--format", form, "--json"),
    )
    found = json.loads(output[output.index("{") :])
    bad = [one for one in found["results"] if one["status"] == "failed" or one.get("warnings")]
    assert not [one for one in bad if not one["id"].startswith("compact")], output
    assert sum(one["status"] == "passed" for one in found["results"]) >= least
    assert code == 0


def test_provider_check(endpoint: str, tmp_path: Path) -> None:
    """Catalogue, callability, chat, streaming, tools, structured output: all six tiers."""
    report = tmp_path / "report.json"
    code, output = run(
        *(BIN / "trustedrouter-provider-check", "--base-url", endpoint, "--model", MODEL),
        *("--api-key", KEY, "--tier", "6", "--perf-samples", "1", "--json", report),
    )
    assert code == 0, output
    checks: list[Mapping[str, object]] = json.loads(report.read_text("utf-8"))["checks"]
    left = {str(one["id"]): one["status"] for one in checks if one["status"] != "pass"}
    assert left == {SPEND: "skip"}, output
