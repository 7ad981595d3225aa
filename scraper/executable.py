"""Which browser: an installed Chrome, Chromium or Edge; else Playwright's own; else, as root on Debian, apt's.

``python -m scraper.executable`` makes sure that there is one.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bridge.errors import BrowserFailed, BrowserMissing, NotReady

NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
MAC = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
PLAYWRIGHT = (sys.executable, "-m", "playwright")

Runs = Callable[..., str]
"""Runs a command; gives what went wrong, or nothing."""


def installed() -> Path | None:
    """The user's own browser."""
    for name in NAMES:
        if (found := shutil.which(name)) and not _is_snap(Path(found)):
            return Path(found)
    folders = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    places = [Path(root, f"{name}.app", "Contents/MacOS", name) for root in _applications() for name in MAC]
    places += [Path(folder, name) for folder in folders if folder for name in WINDOWS]
    return next((place for place in places if place.is_file()), None)


def playwrights() -> Path | None:
    """The Chromium that Playwright downloaded, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def ensure(*, run: Runs | None = None) -> Path:
    """The browser to use, installed if there was none; says what it does.

    Raises BrowserMissing, or BrowserFailed where Playwright itself can't work.
    """
    run = run or _run
    _ensure_driver(run)
    if found := installed() or _playwrights_ready(run):
        return found
    _tell("No Chrome, Chromium or Edge is installed; downloading Playwright's Chromium …")
    if _done(run(*PLAYWRIGHT, "install", "--no-shell", "chromium")) and (found := _playwrights_ready(run)):
        return found
    if _apt_allowed():
        _tell("Installing Debian's Chromium with apt; this takes about a minute …")
        if _done(_apt(run, "chromium", "chromium-sandbox", "fonts-noto-cjk")) and (found := installed()):
            return found
    raise BrowserMissing


def _ensure_driver(run: Runs) -> None:
    """Playwright itself starts, whichever browser it is to drive; a bare Debian lacks a library that it needs."""
    if _has_libatomic() or not run(*PLAYWRIGHT, "--version"):
        return
    if _apt_allowed():
        _tell("Installing libatomic1, which Playwright needs, with apt …")
        if _done(_apt(run, "libatomic1")):
            return
    raise BrowserFailed(what="Playwright needs the library libatomic. On Debian: sudo apt-get install libatomic1")


def _has_libatomic() -> bool:
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def _playwrights_ready(run: Runs) -> Path | None:
    """Playwright's Chromium if it starts; it is downloaded without the libraries that it needs on Linux."""
    found = playwrights()
    if found is None or sys.platform != "linux" or not run(found, "--version"):
        return found
    if not _apt_allowed():
        _tell(f"Playwright's Chromium lacks libraries. Run: sudo {' '.join(PLAYWRIGHT)} install-deps chromium")
        return None
    _tell("Installing the libraries that Playwright's Chromium needs …")
    return found if _done(run(*PLAYWRIGHT, "install-deps", "chromium")) and not run(found, "--version") else None


def _apt(run: Runs, *packages: str) -> str:
    quick = (
        "-o",
        "Dpkg::Options::=--force-unsafe-io",
    )  # no wait for the disk after each small file: 25 s, not 75 s
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *quick, *packages)
    if not run(*install):
        return ""
    run("apt-get", "update", "-qq")  # its lists were old or empty
    return run(*install)


def _applications() -> tuple[Path, ...]:
    return (Path("/Applications"), Path.home() / "Applications") if sys.platform == "darwin" else ()


def _is_snap(path: Path) -> bool:
    """A snap can't write to a profile outside of its own folders; Ubuntu has one behind a script."""
    if path.resolve().name == "snap":
        return True
    with path.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin/" in start


def _apt_allowed() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def _run(*command: str | Path) -> str:
    done = subprocess.run(  # noqa: S603
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    return _why(done.stderr) if done.returncode else ""


def _why(said: str) -> str:
    """The line that names the error, else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["it did not say why"]
    return next((line for line in lines if "error" in line.lower()), lines[-1])


def _done(problem: str) -> bool:
    if problem:
        _tell(f"  That did not succeed: {problem}")
    return not problem


def _tell(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Say which browser it is, or what to do."""
    try:
        print(f"Browser: {ensure()}")
    except NotReady as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
