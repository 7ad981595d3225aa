"""config.example.toml is true: it loads, and it explains every key that there is."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from bridge.cluster.settings import ClusterSettings
from bridge.config import Config, load, plugins
from bridge.config.sections import Defaults, Lasting, Log, Storage
from bridge.encoding.settings import SearchSettings
from bridge.section import is_secret

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


TABLES = {"keys", "accounts", "aliases", "prices", "workspaces", "oauth"}
"""Sections below a section, one for each name."""

OURS: dict[str, type[BaseModel]] = {
    "search": SearchSettings,
    "log": Log,
    "storage": Storage,
    "limits": Lasting,
    "defaults": Defaults,
}


def settings_of(name: str) -> type[BaseModel]:
    """The section of a platform or a backend."""
    kind: type[BaseModel] = {**plugins("platforms"), **plugins("backends")}[name].settings
    return kind


@pytest.fixture
def example(tmp_path: Path) -> Config:
    return load(Path(shutil.copy(EXAMPLE, tmp_path / "config.toml")))


def test_the_example_loads(example: Config) -> None:
    """As it stands, with its channel's settings inherited from the defaults."""
    place = example.channels["slack/C0123456789"]
    assert (place.mode, place.backend) == ("every", None)
    assert all(example.has(name) for name in (*plugins("platforms"), *plugins("backends")))


@pytest.mark.parametrize(
    "name", ["log", "storage", "limits", "defaults", "chatgpt", "openai", "http", "web", "slack", "discord"]
)
def test_every_key_is_explained(name: str) -> None:
    """Set or commented out, and there is no key besides."""
    section = OURS.get(name) or settings_of(name)
    text = EXAMPLE.read_text("utf-8").partition(f"\n[{name}]\n")[2].partition("\n[")[0]
    keys = set(re.findall(r"^(?:# )?(\w+) = ", text, re.MULTILINE))
    assert keys == set(section.model_fields) - TABLES


def test_the_cluster_is_explained() -> None:
    """It is commented out: whoever has one computer has none."""
    text = EXAMPLE.read_text("utf-8").partition("\n# [cluster]\n")[2].partition("\n# [cluster.slots]")[0]
    assert set(re.findall(r"^# (\w+) = ", text, re.MULTILINE)) == set(ClusterSettings.model_fields) - {"slots"}


def test_what_is_written_is_the_default() -> None:
    """So that a line can be left out without a change."""
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))
    settings = {**plugins("platforms"), **plugins("backends")}
    for name in ("chatgpt", "openai", "http", "web", "slack", "discord"):
        fields = settings[name].settings.model_fields
        for key, value in written[name].items():
            if key not in TABLES and not is_secret(fields[key].annotation):
                assert (
                    list(value) == list(fields[key].default)
                    if isinstance(value, list)
                    else value == fields[key].default
                )
