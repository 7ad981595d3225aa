"""What is wrong in [cluster] is said with its place, before anything is started."""

from pathlib import Path

import pytest

from bridge.app import opened
from bridge.config import Config, load
from bridge.errors import BadConfig


def config(folder: Path, text: str) -> Config:
    file = folder / "config.toml"
    file.write_text(text)
    return load(file, environment=False)


def test_one_of_many_computers_is_the_same_file(tmp_path: Path) -> None:
    """The backends of its slots are open everywhere."""
    settings = config(
        tmp_path,
        '[cluster]\ntakes = ["first"]\n[cluster.slots]\nfirst = ["chatgpt"]\nsecond = ["openai"]\n[openai]\n',
    )
    assert settings.cluster is not None
    assert list(settings.cluster.takes) == ["first"]
    assert {"chatgpt", "openai"} <= settings.backends


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[cluster]\ntakes = ["frist"]\n[cluster.slots]\nfirst = ["chatgpt"]',
            'no slot "frist". Did you mean "first"',
        ),
        ('[cluster.slots]\nfirst = ["chatgtp"]', 'no backend "chatgtp". Did you mean "chatgpt"'),
        ('[cluster.slots]\nfirst = ["chatgpt/kim"]', 'no account "kim" of chatgpt'),
        ('[cluster.slots]\n"a b" = ["chatgpt"]', "should match pattern"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """With what was probably meant."""
    with pytest.raises(BadConfig) as refused:
        config(tmp_path, text)
    assert said in str(refused.value)


async def test_a_cluster_needs_a_ledger_that_all_can_reach(tmp_path: Path) -> None:
    """A file is on one computer."""
    with pytest.raises(BadConfig, match="PostgreSQL"):
        async with opened(config(tmp_path, "[cluster]\n[chatgpt]\n")):
            pass
