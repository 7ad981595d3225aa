"""The model picker: two views of one menu, what is chosen is what is asked with."""

import pytest
from playwright.async_api import Locator, expect

from scraper.practice.models import Family
from tests.scraper.practice.person import FORM, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

EFFORT = "data-selected-reasoning-effort"


def trigger(person: Person) -> Locator:
    return person.page.locator(f'{FORM} [data-codex-intelligence-trigger="true"]')


def view(person: Person, name: str) -> Locator:
    return person.page.locator(f'[role="menu"] [data-model-picker-view="{name}"]')


async def opened(person: Person) -> Locator:
    """The menu that the trigger names."""
    await trigger(person).click()
    await expect(trigger(person)).to_have_attribute("aria-expanded", "true")
    menu = person.page.locator(f'[id="{await trigger(person).get_attribute("aria-controls")}"][role="menu"]')
    await expect(menu).to_be_visible()
    return menu


async def test_the_two_views_have_one_size(person: Person) -> None:
    """Only one of them is there for a person; the other is hidden and inert, in the same place."""
    await person.open()
    await opened(person)
    simple, advanced = view(person, "simple"), view(person, "advanced")
    assert await simple.bounding_box() == await advanced.bounding_box()
    await expect(simple).to_have_attribute("data-active", "true")
    await expect(advanced).to_have_attribute("aria-hidden", "true")
    assert await advanced.evaluate("view => view.inert")
    await simple.locator("[data-model-picker-view-toggle]").click()
    await expect(advanced).to_have_attribute("data-active", "true")
    assert await simple.evaluate("view => view.inert")


async def test_an_effort_is_chosen_with_the_slider(person: Person) -> None:
    """By keys; a locked tick is not to be had; what is chosen goes into the POST."""
    await person.open()
    await opened(person)
    slider = view(person, "simple").locator(
        '[data-reasoning-slider] [data-model-picker-power-slider] [role="slider"]'
    )
    await expect(slider).to_have_attribute("aria-valuenow", "1")
    await expect(slider).to_have_attribute("aria-valuemax", "3")
    await slider.focus()
    for _ in range(3):
        await person.page.keyboard.press("ArrowRight")
    await expect(slider).to_have_attribute("aria-valuenow", "2")
    await expect(view(person, "simple").locator('[data-locked="true"]')).to_have_count(1)
    await expect(trigger(person)).to_have_attribute(EFFORT, "high")
    await person.page.keyboard.press("Escape")
    await expect(person.page.get_by_role("menu")).to_have_count(0)
    await expect(trigger(person)).to_have_text("추론 수준High")
    await person.asked("say: hello")
    assert [(post.model, post.effort) for post in person.site.posts] == [("gpt-5-6-thinking", "high")]


async def test_a_model_is_chosen_among_radios(person: Person) -> None:
    """It is kept over a reload; the trigger names what is not the newest."""
    await person.open()
    await opened(person)
    await view(person, "simple").locator("[data-model-picker-view-toggle]").click()
    radios = view(person, "advanced").get_by_role("menuitemradio")
    await expect(radios).to_have_text(["최신", "GPT-5.6 Sol", "GPT-5.5Leaving on October 14", "o3"])
    await expect(radios.nth(0)).to_have_attribute("aria-checked", "true")
    await radios.nth(2).click()
    await expect(radios.nth(2)).to_have_attribute("aria-checked", "true")
    await person.page.keyboard.press("Escape")
    await person.open()
    await expect(trigger(person)).to_have_text("추론 수준5.5 Medium")
    await person.asked("say: hello")
    assert [(post.model, post.effort) for post in person.site.posts] == [("gpt-5-5-thinking", "medium")]


async def test_the_labels_of_the_picker(person: Person) -> None:
    """The trigger's name changes while its menu is open; the efforts are not localised."""
    await person.open()
    await expect(trigger(person)).to_have_attribute("aria-label", "ChatGPT 모델 선택")
    menu = await opened(person)
    await expect(trigger(person)).to_have_attribute("aria-label", "추론 수준")
    await expect(menu).to_contain_text("모델 선택")
    await expect(menu).to_contain_text("파워")
    await expect(menu).to_contain_text("Medium")


async def test_what_is_not_offered_any_more_is_not_chosen(person: Person) -> None:
    """The page goes back to what there is."""
    person.site.models = (Family("6", "GPT-6", "gpt-6", ("none", "high")),)
    await person.open()
    await expect(trigger(person)).to_have_attribute(EFFORT, "none")
    await person.asked("say: hello")
    assert [post.model for post in person.site.posts] == ["gpt-6"]


async def test_an_address_may_name_a_model(person: Person) -> None:
    """Only for that visit."""
    await person.open("/?model=gpt-5-5")
    await person.asked("say: hello")
    assert [post.model for post in person.site.posts] == ["gpt-5-5"]
    await person.open()
    await expect(trigger(person)).to_have_attribute(EFFORT, "medium")


async def test_a_slow_menu_comes_all_the_same(person: Person) -> None:
    """The trigger says nothing until it is there."""
    person.site.states.add("model_menu_slow")
    await person.open()
    await trigger(person).click()
    await expect(trigger(person)).to_have_attribute("aria-expanded", "false")
    await expect(person.page.get_by_role("menu")).to_be_visible()
