"""Exact counts of tokens: litellm brings o200k's vocabulary along, so here it is at hand."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from openai import OpenAI

from tests.clients.conftest import KEY, serving
from tests.clients.older import MODEL

SAY = "Say: 안녕하세요! Здравствуйте, hello 👋🏽 {'a': 1}"

TRIES = 2000
"""Answers within which a vocabulary has been loaded, which takes a third of a second."""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the environment says that the vocabulary is."""
    litellm = find_spec("litellm")
    assert litellm
    assert litellm.origin
    folder = Path(litellm.origin).parent / "litellm_core_utils" / "tokenizers"
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
    return folder


def test_counts_as_tiktoken_counts(folder: Path) -> None:
    """Estimates until it is loaded, and says which is which."""
    from tiktoken import get_encoding

    encoding = get_encoding("o200k_base")
    with serving() as addresses, OpenAI(base_url=f"{addresses['asked']}/v1", api_key=KEY) as client:
        for _ in range(TRIES):
            raw = client.chat.completions.with_raw_response.create(
                model=MODEL, messages=[{"role": "user", "content": SAY}]
            )
            if raw.headers["x-threadbridge-usage"] == "exact":
                break
        answer = raw.parse()
    text, usage = answer.choices[0].message.content, answer.usage
    assert raw.headers["x-threadbridge-usage"] == "exact"
    assert text
    assert usage
    assert usage.completion_tokens == len(encoding.encode_ordinary(text))
    assert usage.prompt_tokens == 3 + 3 + len(encoding.encode_ordinary(SAY))
