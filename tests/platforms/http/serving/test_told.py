"""Responses that were told before: fetched, their input told in pages, and erased."""

from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeBackend
from tests.platforms.http.responding import talking, told
from tests.platforms.http.served import refusal, serving


@pytest.mark.parametrize("method", ["get", "delete"])
async def test_a_response_that_is_not_there(tmp_path: Path, method: str) -> None:
    """What never was, what was not to be stored, what is somebody else's."""
    async with talking(tmp_path) as served:
        first, unstored = await told(served), await told(served, store=False)
        for id, key in (("resp_x", "a"), (unstored["id"], "a"), (first["id"], "b"), (f"{first['id']}_0", "a")):
            headers = {"authorization": f"Bearer {key * 8}"}
            async with served.http.request(method, f"{served.v1}/responses/{id}", headers=headers) as response:
                said = await refusal(response)
                assert (said.status, said.message) == (404, f"Response with id '{id}' not found.")


async def test_what_else_is_behind_the_address_is_not_there(tmp_path: Path) -> None:
    """404, by which clients know that there is no compaction, and not 405."""
    async with (
        serving(FakeBackend(), tmp_path) as served,
        served.http.post(f"{served.v1}/responses/compact", json={"model": "m", "input": "Hi"}) as response,
    ):
        assert (await refusal(response)).status == 404


async def test_a_response_is_fetched_as_it_was_told_until_it_is_erased(tmp_path: Path) -> None:
    headers = {"authorization": f"Bearer {'a' * 8}"}
    async with talking(tmp_path) as served:
        first = await told(served, metadata={"a": "b"})
        await told(served, input="And now?", previous_response_id=first["id"])
        address = f"{served.v1}/responses/{first['id']}"
        async with served.http.get(address, headers=headers) as response:
            assert await response.json() == first
        async with served.http.get(address, headers=headers, params={"stream": "true"}) as response:
            assert (await refusal(response)).param == "stream"
        async with served.http.post(f"{address}/cancel", headers=headers) as response:
            assert (await refusal(response)).status == 400
        async with served.http.delete(address, headers=headers) as response:
            assert await response.json() == {"id": first["id"], "object": "response", "deleted": True}
        async with served.http.get(address, headers=headers) as response:
            assert (await refusal(response)).status == 404
        [left] = await served.store.history(served.backend.asked[0].thread)
    assert left.question.text == "And now?"


async def test_what_was_asked_of_a_response_is_told_in_pages(tmp_path: Path) -> None:
    """The last first, unless it is asked for otherwise; instructions are no part of it."""
    called = {"type": "function_call", "call_id": "c1", "name": "add", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c1", "output": "2"}
    said = [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": "Hm."}, called, output]
    key = {"authorization": f"Bearer {'a' * 8}"}
    async with talking(tmp_path) as served:
        first = await told(served, input=said, instructions="Be brief.")

        async def page(**query: str) -> Any:
            address = f"{served.v1}/responses/{first['id']}/input_items"
            async with served.http.get(address, headers=key, params=query) as response:
                return await response.json() if response.status == 200 else (await refusal(response)).param

        whole = await page(order="asc")
        assert [one["type"] for one in whole["data"]] == [
            "message",
            "message",
            "function_call",
            "function_call_output",
        ]
        assert whole["data"][0]["content"] == [{"type": "input_text", "text": "1+1?"}]
        assert whole["data"][1]["content"][0]["type"] == "output_text"
        assert whole["data"][2].items() >= called.items()
        assert whole["data"][3].items() >= output.items()
        assert (whole["has_more"], whole["last_id"]) == (False, whole["data"][3]["id"])
        half = await page(limit="3")
        assert (half["data"], half["has_more"]) == (whole["data"][:0:-1], True)
        assert (await page(after=half["last_id"]))["data"] == whole["data"][:1]
        for wrong in ("0", "101", "x", "0100999", "0001" + "9" * 5000):
            assert await page(limit=wrong) == "limit"
        assert (await page(order="up"), await page(after="in_1")) == ("order", "after")
