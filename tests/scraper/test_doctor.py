"""The doctor's lines: on a page that is well, on one that is not, and when the profile is in use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.types import Language
from scraper.doctor import Doctor
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings
from tests.scraper.conftest import Open
from tests.scraper.page.test_selectors import write

Examine = Callable[..., Doctor]


@pytest.fixture
def lines() -> list[str]:
    """What the doctor has said."""
    return []


@pytest.fixture
def doctor(site: PracticeSite, tmp_path: Path, lines: list[str]) -> Examine:
    """A doctor for the practice site."""

    def made(language: Language = "en") -> Doctor:
        quick = {"address": site.url, "headless": True, "check": 1.0, "patience": 5.0}
        return Doctor(ChatGPTSettings.model_validate(quick), tmp_path, language, lines.append)

    return made


def bad(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("!!")]


@pytest.mark.parametrize(("generation", "name"), [("B", "app shell"), ("A2", "classic")])
async def test_all_is_well(
    doctor: Examine, site: PracticeSite, lines: list[str], generation: str, name: str
) -> None:
    """The browser, the address, the generation, every selector, the account, the model; and nothing was asked."""
    site.generation = "A2" if generation == "A2" else "B"
    assert await doctor().examine(), bad(lines)
    said = "\n".join(lines)
    assert site.url in said
    assert f'"{name}"' in said
    assert "editor: " in said
    assert "Somebody is signed in." in said
    assert "Chrome/" in said
    assert lines[-1] == "All is well."
    assert site.posts == []


async def test_the_canary(doctor: Examine, site: PracticeSite, lines: list[str]) -> None:
    """One tiny question, and how long its answer took."""
    assert await doctor().examine(canary=True), bad(lines)
    assert len(site.posts) == 1
    assert any("The canary answered" in line for line in lines)


async def test_signed_out(doctor: Examine, site: PracticeSite, lines: list[str]) -> None:
    """What to do is said, in the language of the settings; nothing is asked."""
    site.signed_in = False
    assert not await doctor("ko").examine(canary=True)
    assert any("threadbridge login" in line for line in bad(lines))
    assert "정상이 아닌" in lines[-1]
    assert site.posts == []


async def test_a_changed_page_and_a_bad_file(
    doctor: Examine, site: PracticeSite, lines: list[str], tmp_path: Path
) -> None:
    """The file is named with its key, the report with its path."""
    site.states.add("unknown_dialog")
    write(tmp_path, "app_shell.toml", '[selectors]\nsned = ["x"]')
    assert not await doctor().examine()
    assert any('Did you mean "send"?' in line for line in bad(lines))
    assert any("a dialog stands in front of it" in line for line in bad(lines))
    assert any(str(tmp_path / "reports") in line for line in lines)


async def test_the_profile_is_in_use(doctor: Examine, open_own: Open, lines: list[str]) -> None:
    """By a bridge that runs; nothing is waited for, and what to do is said."""
    async with open_own() as backend:
        await backend._browser.context()
        assert not await doctor().examine()
    assert "threadbridge run" in lines[-2]
