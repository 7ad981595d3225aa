"""The classic page's model pickers of other months: a dialog with a list in June, a slider in August."""

import pytest
from playwright.async_api import Locator, expect

from tests.scraper.practice.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIMPLE = "composer-model-picker-slider-simple-view"
ADVANCED = "composer-model-picker-slider-advanced-view"


@pytest.fixture
def june(visitor: Visitor) -> Visitor:
    visitor.site.picker, visitor.site.language = "june", "en"
    return visitor


@pytest.fixture
def august(visitor: Visitor) -> Visitor:
    visitor.site.picker, visitor.site.language = "august", "en"
    return visitor


async def configured(visitor: Visitor) -> Locator:
    """The dialog behind the menu."""
    await visitor.pill.click()
    await visitor.page.get_by_test_id("model-configure-modal").click()
    dialog = visitor.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    return dialog


async def test_june_has_its_versions_in_a_dialog(june: Visitor) -> None:
    """By their numbers, the newest without; Escape closes the list first."""
    await june.open()
    dialog = await configured(june)
    versions = dialog.locator('[role="combobox"][aria-labelledby="model-selection-label"]')
    await expect(versions).to_have_text("Latest")
    await versions.click()
    rows = june.page.locator('[role="listbox"] [role="option"]')
    await expect(rows).to_have_text(["Latest", "5.5", "o3"])
    await june.page.keyboard.press("Escape")
    await expect(rows).to_have_count(0)
    await versions.click()
    await rows.nth(1).click()
    await expect(versions).to_have_text("5.5")
    await dialog.get_by_label("Model options").get_by_role("radio", name="High").click()
    await june.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(june.pill).to_have_text("High")
    await june.asked("say: hello")
    assert [(post.model, post.effort) for post in june.site.posts] == [("gpt-5-5-thinking", "high")]


async def test_june_has_its_efforts_in_the_menu_too(june: Visitor) -> None:
    """With the names of the models that they are."""
    await june.open()
    await june.pill.click()
    efforts = june.page.locator('[role="menu"] [role="menuitemradio"]')
    await expect(efforts).to_have_text(["Instant", "Medium✓", "High", "Pro"])
    await expect(efforts.nth(0)).to_have_attribute("data-testid", "model-switcher-gpt-5-6")
    await efforts.nth(0).click()
    await expect(june.pill).to_have_text("Instant")


async def test_august_has_a_slider_without_words(august: Visitor) -> None:
    """They stand in the description of the row that hears the keys; a locked step is not to be had."""
    await august.open()
    await august.pill.click()
    power = august.page.get_by_test_id(SIMPLE).locator('[role="menuitem"][aria-describedby]')
    slider = power.locator('[data-model-reasoning-effort-slider] [role="slider"]')
    await expect(slider).to_have_attribute("aria-valuenow", "1")
    assert await slider.get_attribute("aria-valuetext") is None
    await expect(power.locator("span").first).to_have_text("Medium, 2 of 4.")
    await power.focus()
    for _ in range(3):
        await august.page.keyboard.press("ArrowRight")
    await expect(slider).to_have_attribute("aria-valuenow", "2")
    await expect(august.pill).to_have_text("High")


async def test_august_has_its_models_behind_a_second_view(august: Visitor) -> None:
    """In the same place as the first, which is inert meanwhile; their menu stands beside it."""
    await august.open()
    await august.pill.click()
    simple, advanced = august.page.get_by_test_id(SIMPLE), august.page.get_by_test_id(ADVANCED)
    toggle = august.page.locator('[role="menuitem"][aria-expanded]:not([aria-haspopup])')
    await expect(toggle).to_have_attribute("aria-label", "Show advanced options")
    assert await advanced.evaluate("view => view.inert")
    await toggle.click()
    await expect(toggle).to_have_attribute("aria-label", "Show compact options")
    await expect(advanced).to_have_attribute("data-active", "true")
    assert await simple.evaluate("view => view.inert")
    rows = advanced.locator('[role="menuitem"][data-has-submenu]')
    await expect(rows).to_have_text(["ModelGPT-5.6 Sol›", "EffortMedium›"])
    await rows.first.click()
    models = august.page.locator('[role="menu"].sub [role="menuitemradio"]')
    await expect(models).to_have_count(3)
    await models.nth(1).click()
    await expect(august.page.get_by_role("menu")).to_have_count(0)
    await august.asked("say: hello")
    assert [(post.model, post.effort) for post in august.site.posts] == [("gpt-5-5-thinking", "medium")]


async def test_an_address_asks_for_a_picker(visitor: Visitor) -> None:
    """For its tab alone."""
    await visitor.open("/?picker=june&lang=en")
    await configured(visitor)
    assert visitor.site.picker == "spring"
