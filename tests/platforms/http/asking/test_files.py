"""The pictures and files that go with a question."""

from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI

from bridge.events import Text
from bridge.protocols import Fetches
from bridge.types import File
from platforms.http.platform import HttpPlatform
from tests.fakes import FakeBackend
from tests.platforms.http.request.test_parts import JPEG, PDF, PNG, data_url, file, image, plain
from tests.platforms.http.served import serving

FAR = image("https://pictures.example/cat.png")


def asks(*parts: object, before: tuple[object, ...] = ()) -> dict[str, Any]:
    """A question with these parts; ``before``: those of an earlier one."""
    earlier = [{"role": "user", "content": [*before]}, {"role": "assistant", "content": "Seen."}] if before else []
    return {"model": "m", "messages": [*earlier, {"role": "user", "content": [*parts]}]}


async def test_they_go_with_the_question(tmp_path: Path) -> None:
    """Each under a name of its own, the same one once."""
    look = {"type": "text", "text": "Look"}
    pdf = file(filename="a.pdf", file_data=plain(PDF))
    body = asks(
        look, image(data_url(PNG)), image(data_url(JPEG)), image(data_url(PNG)), image(data_url(PNG + b"2")), pdf
    )
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(body) as response:
        assert response.status == 200
        question = served.backend.asked[0].question
        assert question.text == "Look"
        assert question.files == (
            File("picture.png", PNG),
            File("picture.jpg", JPEG),
            File("picture-2.png", PNG + b"2"),
            File("a.pdf", PDF),
        )


async def test_they_go_with_a_response(tmp_path: Path) -> None:
    """On that wire parts have other names, with the real client; what a tool gives back may be a picture, too."""
    parts: Any = [
        {"type": "input_text", "text": "Look"},
        {"type": "input_image", "image_url": data_url(PNG), "detail": "auto"},
        {"type": "input_file", "filename": "a.pdf", "file_data": data_url(PDF, "application/pdf")},
    ]
    said: Any = [
        {"role": "user", "content": parts},
        {"type": "function_call", "call_id": "c1", "name": "shoot", "arguments": "{}"},
        {
            "type": "function_call_output",
            "call_id": "c1",
            "output": [{"type": "input_image", "image_url": data_url(JPEG)}],
        },
    ]
    async with (
        serving(FakeBackend(Text("a")), tmp_path) as served,
        AsyncOpenAI(api_key="none", base_url=served.v1, max_retries=0) as client,
    ):
        await client.responses.create(model="m", input=said)
        question = served.backend.asked[0].question
    assert question.files == (File("picture.png", PNG), File("a.pdf", PDF), File("picture.jpg", JPEG))


async def test_a_picture_alone_is_a_question(tmp_path: Path) -> None:
    """As in a chat."""
    async with (
        serving(FakeBackend(Text("a")), tmp_path) as served,
        served.post(asks(image(data_url(PNG)))) as response,
    ):
        assert response.status == 200
        assert served.backend.asked[0].question.text


async def test_a_picture_alone_is_asked_about_in_the_form_that_is_wanted(tmp_path: Path) -> None:
    """What is said of the answer's form goes with it, too."""
    body = {**asks(image(data_url(PNG))), "response_format": {"type": "json_object"}}
    async with serving(FakeBackend(Text("{}")), tmp_path) as served, served.post(body) as response:
        assert response.status == 200
        assert "JSON" in served.backend.asked[0].question.text


async def test_they_stand_in_the_transcript_by_the_same_names(tmp_path: Path) -> None:
    """So that the model knows which was which; a picture alone is a question there, too."""
    body = asks(image(data_url(PNG + b"2")), before=("Look", image(data_url(PNG))))
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(body) as response:
        assert response.status == 200
        question = served.backend.asked[0].question
        assert [file.name for file in question.files] == ["picture.png", "picture-2.png"]
        assert "[user]\nLook\n(attached: picture.png)\n\n[assistant]\nSeen." in question.text
        assert question.text.endswith("(attached: picture-2.png)")


async def test_of_a_long_transcript_the_newest_go(tmp_path: Path) -> None:
    """Or it could not be asked at all once there were so many; the older ones are named in it."""
    pictures = [image(data_url(PNG + bytes([number]))) for number in range(5)]
    body = asks("And these?", *pictures[3:], pictures[0], before=("Look", *pictures[:3]))
    async with serving(FakeBackend(Text("a")), tmp_path, most_files=3) as served, served.post(body) as response:
        assert response.status == 200
        question = served.backend.asked[0].question
        assert [file.name for file in question.files] == ["picture.png", "picture-4.png", "picture-5.png"]
        assert "(attached: picture-2.png)" in question.text


async def test_what_an_answer_made_is_not_typed_as_letters(tmp_path: Path) -> None:
    """It stood in the answer as a data URL, and comes back with it."""
    answer = f"Here.\n\n![a cat.png]({data_url(PNG)})\n\n[a [1].csv](data:text/csv;base64,QQ==)"
    said = [{"role": "assistant", "content": answer}, {"role": "user", "content": "Another one"}]
    body = {"model": "m", "messages": [{"role": "user", "content": "Draw"}, *said]}
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(body) as response:
        assert response.status == 200
        text = served.backend.asked[0].question.text
        assert "Here.\n\n![a cat.png]\n\n[a [1].csv]\n\n" in text


async def test_only_what_is_typed(tmp_path: Path) -> None:
    """In a named thread the earlier messages are there already, and so are their pictures."""
    body = asks("Now?", image(data_url(JPEG)), before=("Look", image(data_url(PNG))))
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        for _ in range(2):
            async with served.post(body, x_thread="t") as response:
                assert response.status == 200
        before, now = (turn.question.files for turn in served.backend.asked)
        assert len(before) == 2
        assert now == (File("picture.jpg", JPEG),)


@pytest.mark.parametrize(
    ("parts", "settings", "code"),
    [
        ([FAR], {}, "unsupported_value"),
        ([image(data_url(PNG + b"2")), image(data_url(PNG))], {"most_files": 1}, "too_many_files"),
        ([image(data_url(PNG))], {"largest_file": 100}, "file_too_large"),
    ],
    ids=["fetch", "many", "large"],
)
async def test_what_is_refused(tmp_path: Path, parts: list[object], settings: dict[str, Any], code: str) -> None:
    """Before anything is asked."""
    async with serving(FakeBackend(Text("a")), tmp_path, **settings) as served:
        said = await served.refused(asks("Look", *parts))
        assert (said.status, said.param, said.code) == (400, "messages", code)
        assert not served.backend.asked


async def test_what_can_not_be_fetched(tmp_path: Path) -> None:
    """Nothing is asked, and the caller hears why; this machine is never where a picture comes from."""
    body = asks("Look", image("https://127.0.0.1/cat.png"))
    async with serving(FakeBackend(Text("a")), tmp_path, fetch=True) as served:
        said = await served.refused(body)
        assert (said.status, said.code) == (400, "invalid_value")
        assert "not on the public internet" in said.message
        assert not served.backend.asked


def test_the_endpoint_fetches() -> None:
    """So that the bridge loads what is named by an address when its turn has come."""
    assert issubclass(HttpPlatform, Fetches)
