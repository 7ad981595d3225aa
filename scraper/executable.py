"""Which browser: an installed Chrome, Chromium or Edge; else Playwright's own; else, as root on Debian, apt's.

``python -m scraper.executable`` makes sure that there is one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bridge.errors import BrowserMissing

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

Runs = Callable[..., bool]
"""Runs a command, tells what went wrong, and says whether it succeeded."""


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
    """The browser to use, installed if there was none; says what it does. Raises BrowserMissing."""
    run = run or _run
    if found := installed() or _playwrights_ready(run):
        return found
    print("No Chrome, Chromium or Edge is installed; downloading Playwright's Chromium …", flush=True)
    if run(*PLAYWRIGHT, "install", "chromium") and (found := _playwrights_ready(run)):
        return found
    if _apt_allowed():
        print("Installing Debian's Chromium with apt; this takes about a minute …", flush=True)
        run("apt-get", "update", "-qq")
        run(
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium",
            "chromium-sandbox",
            "fonts-noto-cjk",
        )
        if found := installed():
            return found
    raise BrowserMissing


def _playwrights_ready(run: Runs) -> Path | None:
    """Playwright's Chromium if it starts; it is downloaded without the libraries that it needs on Linux."""
    found = playwrights()
    if found is None or sys.platform != "linux" or run(found, "--version"):
        return found
    if not _apt_allowed():
        print(f"  What it lacks:  sudo {' '.join(PLAYWRIGHT)} install-deps chromium", flush=True)
        return None
    print("Installing the libraries that Playwright's Chromium needs …", flush=True)
    return found if run(*PLAYWRIGHT, "install-deps", "chromium") and run(found, "--version") else None


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


def _run(*command: str | Path) -> bool:
    done = subprocess.run(  # noqa: S603
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    if done.returncode:
        print(f"  {Path(command[0]).name} did not succeed{_why(done.stderr)}", flush=True)
    return done.returncode == 0


def _why(said: str) -> str:
    """The line that names the error, else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = [line for line in lines if "error" in line.lower()]
    return f": {(named or lines)[-1]}" if lines else "."


def main() -> None:
    """Say which browser it is, or what to do."""
    try:
        print(f"Browser: {ensure()}")
    except BrowserMissing as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
