"""One tab may see another site than the rest: by its address, kept in the tab, sent as a header."""

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from scraper.practice import Fault, PracticeSite
from scraper.practice.fault import Kind
from scraper.practice.tab import State
from tests.scraper.practice.person import Person


async def test_the_address_decides_for_one_document() -> None:
    """Generation, language and states; the site itself stays as it is."""
    async with PracticeSite() as site, ClientSession(site.url) as session:
        async with session.get("/?gen=A2&lang=en&state=cookie_banner,rating") as page:
            text = await page.text()
        assert 'lang="en-US"' in text
        assert '"states":["cookie_banner","rating"]' in text
        assert '"generation":"A2"' in text
        async with session.get("/") as page:
            assert '"generation":"B"' in await page.text()
        assert site.states == set()


async def test_the_header_decides_for_one_call() -> None:
    """A guest in one tab, signed in for all the others; a minus takes a state away."""
    async with PracticeSite() as site, ClientSession(site.url) as session:
        guest = {"X-Practice-State": "state=guest"}
        async with session.get("/api/auth/session", headers=guest) as found:
            assert await found.json() == {}
        site.states.add("guest")
        signed_in = {"X-Practice-State": "lang=en&state=-guest%2Crating"}
        async with session.get("/api/auth/session", headers=signed_in) as found:
            assert "user" in await found.json()


async def test_a_state_that_does_not_exist_is_refused() -> None:
    """A typing error in a test is no quiet success."""
    async with PracticeSite() as site, ClientSession(site.url) as session, session.get("/?state=gest") as page:
        assert page.status == 400
        assert "cookie_banner" in await page.text()


@pytest.mark.parametrize("state", ["maintenance", "capacity"])
async def test_a_closed_site_answers_503(state: State) -> None:
    """Documents and calls alike."""
    async with PracticeSite(language="en") as site, ClientSession(site.url) as session:
        site.states = {state}
        for path in ("/", "/c/1", "/backend-api/me"):
            async with session.get(path) as page:
                assert page.status == 503


async def test_the_weak_challenge_is_a_script_only() -> None:
    """On a page that works."""
    async with PracticeSite() as site, ClientSession(site.url) as session:
        site.states = {"weak_challenge"}
        async with session.get("/") as page:
            assert page.status == 200
            assert "/cdn-cgi/challenge-platform/" in await page.text()


def test_a_fault_has_a_known_kind() -> None:
    """Otherwise it would be taken for none."""
    unknown: Kind = "handver"  # type: ignore[assignment]
    with pytest.raises(ValueError, match="handover_resume"):
        Fault(unknown)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_tab_keeps_what_its_address_asked_for(person: Person) -> None:
    """The address is plain again; the look stays over a reload, in this tab only."""
    await person.open("/?lang=en&state=rating")
    html = person.page.locator("html")
    await expect(html).to_have_attribute("lang", "en-US")
    assert person.page.url == person.site.url + "/"
    async with person.page.expect_request("**/backend-api/conversations?*") as asked:
        await person.page.reload()
    assert (await asked.value).headers["x-practice-state"] == "lang=en&state=rating"
    await expect(html).to_have_attribute("lang", "en-US")
    other = await person.page.context.new_page()
    await other.goto(person.site.url)
    await expect(other.locator("html")).to_have_attribute("lang", "ko-KR")
    await other.close()
