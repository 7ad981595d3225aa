"""What stands in deploy/ fits together and fits the program: files, names, ports, and the configuration itself."""

import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bridge.config import load

DEPLOY = Path(__file__).parent.parent / "deploy"
IGNORED = DEPLOY.parent / ".dockerignore"


@pytest.fixture
def compose() -> dict[str, Any]:
    """As Docker reads it, but for what is filled in from .env."""
    known: dict[str, Any] = import_module("yaml").safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return known


@pytest.mark.parametrize("name", ["one", "two"])
def test_a_bridge_takes_its_configuration(
    compose: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file that is mounted, what compose.yaml adds, and what .env.example asks for."""
    for line in (DEPLOY / ".env.example").read_text("utf-8").splitlines():
        if line.startswith("THREADBRIDGE__"):
            monkeypatch.setenv(line.partition("=")[0], "a secret that is long enough to be one")
    for variable, value in compose["services"][name]["environment"].items():
        monkeypatch.setenv(variable, value.replace("${DATABASE_PASSWORD}", "secret"))
    config = load(DEPLOY / "config.toml")
    assert config.cluster is not None
    assert config.cluster.node == name
    assert config.database == "postgresql://threadbridge:secret@database/threadbridge"
    http, chatgpt = (getattr(config, section) for section in ("http", "chatgpt"))
    ports = compose["services"]["browser"]["ports"]
    assert f"127.0.0.1:{http.port}:{http.port}" in ports
    assert [*http.keys] == ["me"]
    assert chatgpt.connect == "http://127.0.0.1:9222"
    assert f"--remote-debugging-port={chatgpt.connect.rpartition(':')[2]}" in (DEPLOY / "browser.sh").read_text()


def test_both_bridges_are_in_the_browsers_network(compose: dict[str, Any]) -> None:
    """Its port for programs is open to nobody else; what is published is this computer's alone."""
    services = compose["services"]
    assert {services[name]["network_mode"] for name in ("one", "two")} == {"service:browser"}
    assert all(port.startswith("127.0.0.1:") for port in services["browser"]["ports"])
    assert "ports" not in services["database"]


def test_an_image_holds_the_program_and_nothing_of_whoever_builds_it() -> None:
    """Sign-ins, tokens and the ledger lie in the same folder; what is copied stays in the image's layers."""
    ignored, *allowed = [line for line in IGNORED.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert ignored == "*"
    named = {line[1:] for line in allowed if line.startswith("!")}
    assert all((IGNORED.parent / one).exists() for one in named)
    project = tomllib.loads((IGNORED.parent / "pyproject.toml").read_text("utf-8"))
    rooms = {room.rstrip("*") for room in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert named == {*rooms, "pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}


def test_every_file_and_volume_that_is_named_is_there(compose: dict[str, Any]) -> None:
    """A name that was changed in one place only."""
    for service in compose["services"].values():
        build = service.get("build", {})
        if build:
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert (DEPLOY / source).is_file() if source.startswith(".") else source in compose["volumes"]
    copied = re.findall(r"^COPY (\S+) ", (DEPLOY / "browser.Dockerfile").read_text(), re.M)
    assert copied
    assert all((DEPLOY / name).is_file() for name in copied)


def test_the_screen_starts_what_the_image_has() -> None:
    """Each program by the name of its package, as Debian 12 calls it."""
    image, script = (DEPLOY / name for name in ("browser.Dockerfile", "browser.sh"))
    for package in ("chromium", "openbox", "x11vnc", "websockify", "xvfb", "novnc"):
        assert package in image.read_text()
        assert package in script.read_text().lower()
