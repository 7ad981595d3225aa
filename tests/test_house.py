"""What holds for the repository as a whole: pinned packages, two READMEs that say the same."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PINNED = ("constraints.txt", "demo-model.txt", "tests/clients/newest.txt", "tests/clients/older.txt")


def requirements() -> set[str]:
    """The names of everything that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    return {re.split(r"[^\w.-]", requirement)[0] for each in lists for requirement in each}


def pins(file: str) -> dict[str, str]:
    """Each pinned package with its lines."""
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / file).read_text("utf-8"), flags=re.MULTILINE)
    return {block.partition("==")[0]: block for block in blocks[1:]}


def test_everything_asked_for_is_pinned() -> None:
    """`make lock` was run after the last change of pyproject.toml."""
    assert requirements() <= {name for file in PINNED for name in pins(file)}


@pytest.mark.parametrize("file", PINNED)
def test_each_pin_has_hashes_and_no_address(file: str) -> None:
    """Where packages come from is everybody's own setting."""
    assert all("==" in block and "--hash=sha256:" in block for block in pins(file).values())
    assert not re.search(r"://|--(extra-)?index|--find-links", (ROOT / file).read_text("utf-8"))


def test_the_clients_for_node_are_pinned_with_hashes_and_no_address() -> None:
    """As those for Python."""
    folder = ROOT / "tests/clients/node"
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    pinned = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert pinned.pop("")["dependencies"] == wanted
    assert all(pinned[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in pinned.values())


def test_both_readmes_show_the_same_commands() -> None:
    """In the same order; what people type as an example is in their language."""
    english, korean = (commands(name) for name in ("README.md", "README.ko.md"))
    assert english == korean
    assert "make demo" in english


def commands(readme: str) -> list[str]:
    text = (ROOT / readme).read_text("utf-8")
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r'ask ".*"', "ask", said.strip()) for kind, said in blocks if not kind and "─" not in said]
