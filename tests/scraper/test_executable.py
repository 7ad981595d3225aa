"""Which browser is used, and what is done when there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.errors import BrowserMissing
from scraper.executable import PLAYWRIGHT, ensure, installed, playwrights

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere installed browsers can't be hidden")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may use apt")


class Computer:
    """A folder of commands instead of this computer's, and installers that are only remembered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ran: list[str] = []
        self.brings: dict[str, Path] = {}
        """What appears when a command with this word in it is run; all other commands fail."""

    def add(self, name: str, text: str = "#!/bin/sh\necho Chromium 159") -> Path:
        return script(self.folder / name, text)

    def run(self, *command: str | Path) -> str:
        line = " ".join(map(str, command))
        self.ran.append(line)
        for word, place in self.brings.items():
            if word in line:
                script(place)
                return ""
        return "Error: no network"


def script(place: Path, text: str = "#!/bin/sh\necho Chromium 159") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(0o755)
    return place


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    return Computer(tmp_path / "bin")


def playwrights_place(computer: Computer) -> Path:
    """Where Playwright would put its Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def test_chrome_before_chromium(computer: Computer) -> None:
    """The browser that people really use comes first."""
    computer.add("chromium")
    chrome = computer.add("google-chrome")
    assert installed() == chrome


def test_a_snap_is_not_used(computer: Computer) -> None:
    """Neither the snap itself nor Ubuntu's script in front of it."""
    (computer.folder / "chromium").symlink_to(computer.add("snap"))
    computer.add("chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    assert installed() is None
    edge = computer.add("microsoft-edge")
    assert installed() == edge


def test_nothing_is_installed_where_a_browser_is(computer: Computer) -> None:
    chromium = computer.add("chromium")
    assert ensure(run=computer.run) == chromium
    assert computer.ran == []


def test_playwright_downloads_one(computer: Computer) -> None:
    """Its own Chromium, tried before it is taken."""
    place = playwrights_place(computer)
    computer.brings = {"playwright install --no-shell chromium": place, "--version": place}
    assert ensure(run=computer.run) == place == playwrights()
    assert computer.ran == [f"{' '.join(PLAYWRIGHT)} install --no-shell chromium", f"{place} --version"]


@root
def test_apt_brings_one_when_the_download_fails(computer: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    """And each step is told, with what went wrong."""
    computer.add("apt-get")
    computer.brings = {"apt-get install": computer.folder / "chromium"}
    assert ensure(run=computer.run) == computer.folder / "chromium"
    told = capsys.readouterr().out.splitlines()
    assert ["downloading" in told[0], "no network" in told[1], "apt" in told[2], len(told)] == [True, True, True, 3]


@root
def test_apt_gets_its_lists_first_where_they_are_old(computer: Computer) -> None:
    computer.add("apt-get")
    with pytest.raises(BrowserMissing):
        ensure(run=computer.run)
    assert [line.split()[:2] for line in computer.ran[1:]] == [
        ["apt-get", "install"],
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]


@root
def test_apt_brings_the_libraries_that_a_download_lacks(computer: Computer) -> None:
    """A bare machine has nothing that a browser links to."""
    computer.add("apt-get")
    place = script(playwrights_place(computer))
    tries = iter(("libnss3.so: cannot open shared object file", "", ""))

    def run(*command: str | Path) -> str:
        computer.run(*command)
        return next(tries)

    assert ensure(run=run) == place
    assert computer.ran[1].endswith("install-deps chromium")


def test_without_libraries_and_rights_it_says_what_to_run(
    computer: Computer, capsys: pytest.CaptureFixture[str]
) -> None:
    script(playwrights_place(computer))
    with pytest.raises(BrowserMissing):
        ensure(run=computer.run)
    assert "install-deps chromium" in capsys.readouterr().out


def test_when_all_fails_the_error_says_what_to_install(computer: Computer) -> None:
    with pytest.raises(BrowserMissing, match="Chrome"):
        ensure(run=computer.run)


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_the_command_names_the_browser(computer: Computer, name: str) -> None:
    chosen = computer.add(name)
    done = subprocess.run([sys.executable, "-m", "scraper.executable"], capture_output=True, text=True, check=True)
    assert done.stdout == f"Browser: {chosen}\n"
