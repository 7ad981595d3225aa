"""Choosing a model and how hard it thinks, in a real Chromium in front of the practice site."""

import logging

import pytest
from playwright.async_api import Page

from bridge.errors import ModelNotOffered
from scraper.asking import offer
from scraper.asking.offer import Family, Option, Wanted
from scraper.asking.picker import ROWS
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite
from scraper.practice.tab import Language
from scraper.practice.tab import Picker as PickerLook
from tests.scraper.asked import GENERATIONS, a_question, answered, look_like
from tests.scraper.conftest import Open

OLDER: tuple[tuple[PickerLook, str], ...] = (("june", "latest"), ("august", "gpt-5.6-sol"))
"""Pickers of A2, each with what it calls the newest model: in June that one had no name of its own there."""

LANGUAGES: tuple[Language, ...] = ("en", "ko")
"""Each page and picker is tried in one of them."""

SOL = Family("GPT-5.6 Sol", (Option("none", "gpt-5-6"), Option("medium", "gpt-5-6-thinking")))
FAMILIES = (SOL, Family("GPT-5.5", (Option("high", "gpt-5-5-thinking"),)))


async def asked_with(
    backend: ChatGPT, site: PracticeSite, *wishes: dict[str, str]
) -> list[tuple[str | None, str | None]]:
    """Model and effort of each question as the site got it, one question a wish."""
    for wish in wishes:
        await answered(backend, a_question("say: hello", **wish))
    return [(post.model, post.effort) for post in site.posts]


@pytest.mark.parametrize(("generation", "language"), list(zip(GENERATIONS, LANGUAGES, strict=True)))
async def test_model_and_effort_are_chosen_and_stay(
    backend: ChatGPT, site: PracticeSite, generation: str, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    """By label or by ChatGPT's own name, together or alone; without a wish the page keeps what it has."""
    look_like(site, generation)
    site.language = language
    caplog.set_level(logging.WARNING, "scraper.asking.asking")
    wishes: tuple[dict[str, str], ...] = (
        {"model": "GPT-5.5", "effort": "high"},
        {},
        {"model": "gpt-5.6-sol/instant"},
        {"effort": "medium"},
        {"model": "gpt-5-5-thinking"},
        {"model": "gpt-4o"},
    )
    assert await asked_with(backend, site, *wishes) == [
        ("gpt-5-5-thinking", "high"),
        ("gpt-5-5-thinking", "high"),
        ("gpt-5-6", "none"),
        ("gpt-5-6-thinking", "medium"),
        ("gpt-5-5-thinking", "medium"),
        ("gpt-5-5-thinking", "medium"),
    ]
    assert [record for record in caplog.records if record.name == "scraper.asking.asking"] == []


@pytest.mark.parametrize(
    ("picker", "newest", "language"),
    [(*older, language) for older, language in zip(OLDER, LANGUAGES, strict=True)],
)
async def test_the_pickers_of_other_months(
    backend: ChatGPT, site: PracticeSite, picker: PickerLook, newest: str, language: Language
) -> None:
    """A dialog with a list, or a slider without words and menus behind it: what is chosen is what is asked with."""
    site.generation, site.picker = "A2", picker
    site.language = language
    wishes: tuple[dict[str, str], ...] = (
        {"model": "GPT-5.5", "effort": "high"},
        {},
        {"model": f"{newest}/instant"},
        {"effort": "medium"},
        {"model": "gpt-5-5-thinking"},
    )
    assert await asked_with(backend, site, *wishes) == [
        ("gpt-5-5-thinking", "high"),
        ("gpt-5-5-thinking", "high"),
        ("gpt-5-6", "none"),
        ("gpt-5-6-thinking", "medium"),
        ("gpt-5-5-thinking", "medium"),
    ]


@pytest.mark.parametrize(("picker", "newest"), OLDER)
async def test_what_the_pickers_of_other_months_do_not_offer(
    backend: ChatGPT, site: PracticeSite, picker: PickerLook, newest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not asked, nor is the newest one meant by a name that the list does not have; the rest is listed."""
    monkeypatch.setattr("scraper.asking.offer.parse", lambda _: ())
    monkeypatch.setattr("scraper.asking.picker.OPENS", 2.0)
    site.generation, site.picker, site.language = "A2", picker, "en"
    models = f"{newest}, gpt-5.5, o3"
    assert [model.id for model in await backend.models()] == ["chatgpt", *models.split(", ")]
    for fields, words in (
        ({"model": "gpt-5.6-sol" if picker == "june" else "gpt-9"}, models),
        ({"effort": "ultra"}, "medium"),
        ({"effort": "pro"}, r"max \(.+\)"),
    ):
        with pytest.raises(ModelNotOffered, match=words):
            await answered(backend, a_question("say: hello", **fields))
    assert site.posts == []
    await answered(backend, a_question("say: hello"))
    assert [post.effort for post in site.posts] == ["medium"]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_what_is_not_offered_is_not_asked(backend: ChatGPT, site: PracticeSite, generation: str) -> None:
    """Neither another model nor another effort answers instead; a locked one says why."""
    look_like(site, generation)
    site.language = "en"
    for fields, words in (
        ({"model": "gpt-9"}, "gpt-5.6-sol, gpt-5.5, o3"),
        ({"effort": "ultra"}, "medium"),
        ({"effort": "pro"}, r"max \(.+\)"),
    ):
        with pytest.raises(ModelNotOffered, match=words):
            await answered(backend, a_question("say: hello", **fields))
    assert site.posts == []
    await answered(backend, a_question("say: hello"))
    assert [post.effort for post in site.posts] == ["medium"]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_the_models_are_listed(open_backend: Open, site: PracticeSite, generation: str) -> None:
    """As people can ask for them, the locked efforts left out; a wall leaves the one that the page has."""
    look_like(site, generation)
    async with open_backend() as backend:
        listed = {model.id: (model.label, model.efforts) for model in await backend.models()}
    assert listed["gpt-5.6-sol"] == ("GPT-5.6 Sol", ("none", "medium", "high"))
    assert list(listed) == ["chatgpt", "gpt-5.6-sol", "gpt-5.5", "o3"]
    site.states.add("guest")
    async with open_backend() as backend:
        assert [model.id for model in await backend.models()] == ["chatgpt"]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_the_picker_lists_them_where_the_page_was_not_told(
    backend: ChatGPT, site: PracticeSite, generation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened for that, and closed again."""
    look_like(site, generation)
    monkeypatch.setattr("scraper.asking.offer.parse", lambda _: ())
    monkeypatch.setattr("scraper.asking.picker.OPENS", 2.0)
    assert {"gpt-5.6-sol", "gpt-5.5", "o3"} <= {model.id for model in await backend.models()}
    await answered(backend, a_question("say: hello", model="gpt-5-5-thinking", effort="high"))
    assert [post.model for post in site.posts] == ["gpt-5-5-thinking"]


@pytest.mark.parametrize(
    ("model", "effort", "meant"),
    [
        ("", "", Wanted("", "")),
        ("ChatGPT", "", Wanted("", "")),
        ("auto", "High", Wanted("", "high")),
        ("gpt-4o", "", Wanted("", "")),
        ("GPT-5.6 Sol/Extra High", "low", Wanted("GPT-5.6 Sol", "xhigh")),
        ("gpt-5.5", "낮음", Wanted("gpt-5.5", "low")),
    ],
)
def test_what_a_question_wants(model: str, effort: str, meant: Wanted) -> None:
    """Names that mean nothing keep the page's; the effort may stand behind the model."""
    assert offer.wanted(model, effort, ["gpt-4o"]) == meant


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("gpt-5.6-sol", 0),
        ("GPT-5.6 SOL", 0),
        ("gpt-5-6-thinking", 0),
        ("gpt-5-6", 0),
        ("gpt-5.5", 1),
        ("5.5", 1),
        ("o", None),
    ],
)
@pytest.mark.parametrize("families", [FAMILIES, ()])
def test_rows_are_found_by_all_their_names(name: str, row: int | None, families: tuple[Family, ...]) -> None:
    """With the list that the page was told, and without."""
    assert offer.find(name, ["GPT-5.6 Sol", "GPT-5.5"], families) == row


def test_a_list_without_families() -> None:
    """Each title is a model."""
    value = {"models": [{"slug": "gpt-5-5", "title": "GPT-5.5"}, {"slug": "o3"}]}
    assert [family.id for family in offer.parse(value)] == ["gpt-5.5", "o3"]


@pytest.mark.parametrize(
    ("name", "row"), [("gpt-5.5", 1), ("gpt-5-5-thinking", 1), ("latest", 0), ("최신", 0), ("gpt-5.6-sol", None)]
)
def test_a_list_of_bare_versions(name: str, row: int | None) -> None:
    """They are GPT's; the newest one is only the latest, in any language, and nothing else is taken for it."""
    assert offer.find(name, ["최신", "5.5", "o3"], FAMILIES) == row


async def test_what_leads_to_the_prices_is_locked(tab: Page) -> None:
    """It is shown among the models, and never pressed."""
    await tab.set_content(
        "<div role=menuitem>GPT-5.6</div><div role=menuitem>GPT-5.6 Pro <b>Upgrade</b></div>"
        "<div role=menuitem>GPT-5.6 Pro<br>업그레이드</div><a role=menuitem href='/pricing'>GPT-5.6 Pro</a>"
    )
    rows = await tab.locator("[role=menuitem]").evaluate_all(ROWS)
    assert [row["locked"] for row in rows] == [False, True, True, True]
