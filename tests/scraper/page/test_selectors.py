"""What the page looks like is data: the user's files on top of ours, checked, and read again without a restart."""

import json
import logging
import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from playwright.async_api import Page, Route

from bridge.errors import PageChanged
from scraper import generations
from scraper.backend import ChatGPT
from scraper.page.selectors import Name, Part
from scraper.page.selfcheck import glance
from scraper.practice import PracticeSite
from tests.scraper.asked import GENERATIONS, look_like
from tests.scraper.conftest import Open
from tests.scraper.small import page
from tests.scraper.test_backend import ask

MINE = "[my-send]"


def write(folder: Path, name: str, text: str) -> Path:
    """A file of the user's; a second one in the same moment counts as changed, too."""
    path = folder / "selectors" / name
    path.parent.mkdir(exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, "utf-8")
    if before:
        os.utime(path, ns=(before + 1, before + 1))
    return path


def send(known: generations.Generations, name: str = "app shell") -> tuple[str, ...]:
    generation = known.of(name)
    assert generation is not None
    return generation.selectors["send"]


def test_every_name_is_described() -> None:
    """In both generations; only what a generation has nothing of is empty."""
    empty: dict[str, set[str]] = {"app shell": set(), "classic": {"stub", "loading_earlier", "rich_block"}}
    known = generations.load()
    assert [one.name for one in known.all] == ["app shell", "classic"]
    for one in known.all:
        entries = [*one.selectors.items(), *one.parts.items()]
        assert {name for name, _ in entries} == {*get_args(Name), *get_args(Part)}
        assert {name for name, found in entries if not found} == empty[one.name]


def test_words_come_last() -> None:
    """No entry asks for a language before it has tried everything else."""
    wordy = ("aria-label", ":text-is")
    for one in generations.load().all:
        for name, candidates in one.selectors.items():
            by_words = [any(word in candidate for word in wordy) for candidate in candidates]
            assert by_words == sorted(by_words), (one.name, name)


async def test_a_browser_understands_all_of_them(tab: Page) -> None:
    """On an empty page, too."""
    known = generations.load()
    await tab.set_content(page("B"))
    assert (await glance(tab, known)).bad == ()
    await tab.set_content(page("A2"))
    assert (await glance(tab, known)).bad == ()
    parts = [css for one in known.all for name in get_args(Part) if name != "unit_id" for css in one.parts[name]]
    places = [css for found in known.states.places.values() for css in found]
    for css in [*parts, *places, *known.states.quoted]:
        await tab.evaluate("(css) => document.querySelector(css)", css)


def test_a_file_names_only_what_differs(tmp_path: Path) -> None:
    """The rest is ours."""
    known = generations.load(tmp_path)
    before = known.of("app shell")
    write(tmp_path, "app_shell.toml", f'[selectors]\nsend = ["{MINE}"]')
    known.refresh()
    after = known.of("app shell")
    assert before
    assert after
    assert send(known) == (MINE,)
    assert {**after.selectors, "send": ()} == {**before.selectors, "send": ()}
    assert (known.used, known.problems) == (("app_shell.toml",), {})


def test_taken_away_again(tmp_path: Path) -> None:
    """Ours hold again."""
    known = generations.load(tmp_path)
    path = write(tmp_path, "app_shell.toml", f'[selectors]\nsend = ["{MINE}"]')
    known.refresh()
    path.unlink()
    known.refresh()
    assert (send(known), known.used) == (send(generations.load()), ())


def test_one_more_generation(tmp_path: Path) -> None:
    """A file of another name is a generation of its own, tried in its order."""
    base = files("scraper.generations").joinpath("app_shell.toml").read_text("utf-8")
    told = tomllib.loads(base)["name"]
    write(tmp_path, "next.toml", base.replace(f'"{told}"', '"next"').replace("order = 10", "order = 5"))
    known = generations.load(tmp_path)
    assert [one.name for one in known.all] == ["next", "app shell", "classic"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[selectors\n", "is no TOML"),
        ('[selectors]\nsned = ["x"]', 'Did you mean "send"?'),
        ('[selectors]\nsend = "x"', "[selectors] send has to be a list"),
        ('[selectors]\nsend = ["form["]', "not closed"),
        ("told_by = []", "told_by is empty"),
        ('name = "classic"', 'Two files call their generation "classic"'),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, says: str) -> None:
    """With file, key and cure; what held before it goes on to hold."""
    write(tmp_path, "app_shell.toml", f'[selectors]\nsend = ["{MINE}"]')
    known = generations.load(tmp_path)
    write(tmp_path, "app_shell.toml", text)
    with caplog.at_level(logging.ERROR):
        known.refresh()
    assert send(known) == (MINE,)
    assert says in known.problems["app_shell.toml"]
    assert "app_shell.toml" in caplog.text
    assert says in caplog.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[states.challenge]\nerror = "Nonsense"', "There are: AccountLocked"),
        ('[states.new]\nplaces = ["somewhere"]', "There are: dialog"),
        ('[states.upsell]\nclose = ["Accept all"]', "never pressed"),
        ('[states.upsell]\nuntil = ["("]', "no regular expression"),
        ('[states.upsell]\nstops = "yes"', "true or false"),
    ],
)
def test_a_bad_state_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """States are checked like selectors."""
    write(tmp_path, "states.toml", text)
    known = generations.load(tmp_path)
    assert says in known.problems["states.toml"]
    assert known.states.all == generations.load().states.all


async def test_what_the_browser_does_not_understand_is_refused(
    backend: ChatGPT, site: PracticeSite, tmp_path: Path
) -> None:
    """It looks right to us, and the browser knows better; the question is asked with ours."""
    write(tmp_path, "app_shell.toml", '[selectors]\nsend = ["button:never-heard-of"]')
    assert (await ask(backend, "say: hello"))[0] == "hello"


RENAMED: dict[str, tuple[str, list[str], list[str], list[str]]] = {
    "B": ("app_shell.toml", ["[data-app-shell-active-page]"], ["[data-prompt-text]"], ["[data-prompt-submit]"]),
    "A2": ("classic.toml", ['form[data-surface="composer-unified"]'], ["#prompt-input"], ["#composer-go-button"]),
}


def mended(generation: str) -> tuple[str, str]:
    """What a person writes into the data folder, and into which file."""
    file, told_by, editor, send = RENAMED[generation]
    told = f"told_by = {json.dumps(told_by)}\n"
    return file, f"{told}[selectors]\neditor = {json.dumps(editor)}\nsend = {json.dumps(send)}\n"


async def with_another_label(route: Route) -> None:
    """Send is called something else now, too."""
    answer = await route.fetch()
    text = (await answer.text()).replace("프롬프트 보내기", "전송").replace("보내기", "전송")
    await route.fulfill(response=answer, body=text)


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_file_in_the_data_folder_mends_a_changed_page_without_a_restart(
    open_backend: Open, site: PracticeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, generation: str
) -> None:
    """The page changes overnight; a file is dropped in; the next question is answered."""
    monkeypatch.setattr("scraper.page.tab.COMES", 1.0)
    look_like(site, generation)
    async with open_backend(patience=5.0) as backend:
        assert (await ask(backend, "say: before", number=1))[0] == "before"
        site.renamed_selectors = True
        await (await backend._browser.context()).route("**/labels.js", with_another_label)
        with pytest.raises(PageChanged):
            await ask(backend, "say: changed", number=2)
        write(tmp_path, *mended(generation))
        assert (await ask(backend, "say: after", number=3))[0] == "after"
    assert [post.text for post in site.posts] == ["say: before", "say: after"]


def test_nothing_changes_when_nothing_has_changed(tmp_path: Path) -> None:
    """A look at the folder is all that is done before each look at the page."""
    write(tmp_path, "app_shell.toml", f'[selectors]\nsend = ["{MINE}"]')
    known = generations.load(tmp_path)
    before = known.all
    known.refresh()
    assert known.all is before
