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

LLM_COMPLY = {"openai-chat": 8, "open-responses": 12}
"""How many checks it makes of each wire, of models that show no reasoning."""

SPEND = "catalog.declared-v2"
"""Of the provider check: only who sells tokens has such a catalogue."""

PACE = "stream.incremental-delivery"
"""How far apart the pieces of a stream come: advice, as it says itself, and here they come at once."""


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


def comply(base_url: str, model: str, form: str) -> None:
    """Every check of llm-comply, without a warning; what it leaves out (models that show their reasoning) it says.

    Its checks of compaction are advice: it takes the 404 that they get, and warns.
    """
    code, output = run(BIN / "llm-comply", "-u", base_url, "-k", KEY, "-m", model, "--format", form, "--json")
    results = [one for one in json.loads(output[output.index("{") :])["results"] if one["status"] != "skipped"]
    assert code == 0, output
    warned = [one for one in results if one.get("warnings") and one["id"] != "compact-response"]
    assert not warned, warned
    assert len(results) == LLM_COMPLY[form]


@pytest.mark.parametrize("form", LLM_COMPLY)
def test_llm_comply(endpoint: str, form: str) -> None:
    """JSON schemas and events of both wires."""
    comply(endpoint, MODEL, form)


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
    left.pop(PACE, None)
    assert left == {SPEND: "skip"}, output
