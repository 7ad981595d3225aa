"""Files up and down, pictures and citations."""

from collections.abc import AsyncIterator

import pytest

from scraper.practice import PracticeSite
from tests.scraper.practice.reader import Caller, calling, read


@pytest.fixture
async def page() -> AsyncIterator[Caller]:
    async with PracticeSite() as site, calling(site) as caller:
        yield caller


async def test_a_file_goes_up_in_three_steps(page: Caller) -> None:
    """Announced, put, confirmed; then it is on record with its bytes."""
    async with await page.post(
        "files", {"file_name": "메모.txt", "file_size": 4, "use_case": "multimodal"}
    ) as made:
        told = await made.json()
    async with page.session.get(f"/backend-api/files/download/{told['file_id']}") as too_early:
        assert too_early.status == 404
    async with page.session.put(told["upload_url"], data=b"memo") as put:
        assert put.status == 201
    async with await page.post(f"files/{told['file_id']}/uploaded", {}) as confirmed:
        assert (await confirmed.json())["file_name"] == "메모.txt"
    async with await page.post("files/process_upload_stream", {"file_id": told["file_id"]}) as processed:
        assert b"file.processing.completed" in await processed.read()
    assert [(upload.name, upload.data) for upload in page.site.uploads] == [("메모.txt", b"memo")]


async def test_an_upload_may_fail(page: Caller) -> None:
    """By its name; nothing is on record."""
    page.site.upload_fails = {"bad.txt"}
    async with await page.post("files", {"file_name": "bad.txt"}) as made:
        address = (await made.json())["upload_url"]
    async with page.session.put(address, data=b"x") as put:
        assert put.status == 500
    async with page.session.put(address.replace("sig=", "sig=x"), data=b"x") as wrong:
        assert wrong.status == 403
    assert page.site.uploads == []


async def test_a_picture_is_a_pointer_in_a_tools_message(page: Caller) -> None:
    """No text with an end of turn; its address needs no bearer, for an img has none."""
    types, messages = read(await page.ask("image"))
    assert "message_stream_complete" in types
    tool = messages[-1]
    assert (tool["author"]["role"], tool["end_turn"]) == ("tool", None)
    (part,) = tool["content"]["parts"]
    assert part["content_type"] == "image_asset_pointer"
    id_ = part["asset_pointer"].removeprefix("sediment://")
    address = (await page.get(f"files/download/{id_}"))["download_url"]
    del page.session.headers["Authorization"]
    async with page.session.get(address) as image:
        assert image.content_type == "image/png"
        assert (await image.read()).startswith(b"\x89PNG")
    async with page.session.get(f"/backend-api/estuary/content?id={id_}") as unsigned:
        assert unsigned.status == 403


async def test_a_made_file_is_found_by_its_path(page: Caller) -> None:
    """In its conversation only."""
    text = await page.answered("file")
    assert "(sandbox:/mnt/data/report.csv)" in text
    path = f"conversation/{page.conversation}/interpreter/download?message_id={page.last.id}&sandbox_path="
    found = await page.get(f"{path}/mnt/data/report.csv")
    async with page.session.get(found["download_url"]) as file:
        assert (await file.text()).startswith("fruit,price\n")
        assert "report.csv" in file.headers["Content-Disposition"]
    async with page.session.get(f"/backend-api/{path}/mnt/data/other.csv") as missing:
        assert missing.status == 404


async def test_a_citation_is_a_marker_and_a_reference(page: Caller) -> None:
    """The same on the stream and in the store; the marker stands where the reference says."""
    _, messages = read(await page.ask("cite: say: Mangoes are orange 🥭."))
    text = messages[-1]["content"]["parts"][0]
    (reference,) = messages[-1]["metadata"]["content_references"]
    assert text[reference["start_idx"] : reference["end_idx"]] == reference["matched_text"]
    assert [item["url"][:20] for item in reference["items"]] == ["https://example.com/", "https://example.org/"]
    assert page.last.json()["metadata"] == messages[-1]["metadata"]


async def test_a_picture_with_the_question(page: Caller) -> None:
    """The text is what is said; the parts are kept."""
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1"}
    message = {"id": "1", "author": {"role": "user"}, "content": {"parts": [pointer, "say: seen"]}}
    assert await page.answered(messages=[message]) == "seen"
    assert page.site.posts[0].text == "say: seen"
    flat = await page.get(f"conversations/{page.conversation}")
    (question,) = [m for m in flat["messages"] if m["id"] == "1"]
    assert question["content"] == {"content_type": "multimodal_text", "parts": [pointer, "say: seen"]}
