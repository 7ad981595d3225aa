"""Everything that goes wrong, in the one envelope, with the status that makes clients do the right thing."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge import errors
from bridge.errors import BackendError, BridgeError, NotReady, Walled
from bridge.events import Text
from bridge.types import Channel, Rules
from platforms.http.errors import TABLE, told
from tests.fakes import FakeBackend, rules_for
from tests.platforms.http.served import HELLO, refusal, serving

BLANKS = ("what", "link", "profile", "backend", "turn", "reason", "until", "name", "model", "offered", "by")
VALUES = dict.fromkeys((*BLANKS, "budget"), "x")


def kinds(parent: type[BridgeError]) -> Iterator[type[BridgeError]]:
    """The classes of ours that can be raised, that is, that have a sentence."""
    for kind in parent.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield kind
            yield from kinds(kind)


SAID = [kind for kind in kinds(BackendError) if kind not in (NotReady, Walled)]


@pytest.mark.parametrize("kind", list(kinds(BackendError)), ids=lambda kind: kind.__name__)
def test_every_error_of_a_backend_has_its_row(kind: type[BridgeError]) -> None:
    assert kind in TABLE


def test_an_error_of_somebody_elses_has_its_parents_row() -> None:
    class Sleepy(errors.LoginRequired):
        def say(self, language: str = "en") -> str:
            return "Too early."

    error = told(Sleepy(), asked=False)
    assert (error.status, error.code, error.message) == (503, "login_required", "Too early.")


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_a_backend_that_fails_at_once_is_a_true_status(tmp_path: Path, stream: bool) -> None:
    """Every class: its status, type and code, its sentence, and whether clients may send the request again."""
    for number, kind in enumerate(SAID):  # behind a wall the next question would meet the same one
        error = kind(**VALUES)
        assert isinstance(error, BackendError)
        async with serving(FakeBackend(refuses=error), tmp_path / str(number)) as served:
            said = await served.refused({**HELLO, "stream": stream})
            assert (said.status, said.type, said.code) == TABLE[kind]
            assert said.message == str(error)
            assert ("x-should-retry" not in said.headers) == issubclass(kind, NotReady)
            assert ("retry-after" in said.headers) == (said.status == 429)


async def test_nothing_is_sent_again_after_an_answer_has_begun(tmp_path: Path) -> None:
    """Even when the backend says that nothing was typed."""
    async with serving(FakeBackend(Text("a"), errors.LoginRequired()), tmp_path) as served:
        said = await served.refused(HELLO)
    assert said.headers["x-should-retry"] == "false"


async def test_errors_speak_the_channels_language(tmp_path: Path) -> None:
    def korean(place: Channel) -> Rules:
        return Rules("every", "fake", "", "", "ko")

    async with serving(FakeBackend(refuses=errors.LoginRequired()), tmp_path, korean) as served:
        assert "로그아웃" in (await served.refused(HELLO)).message


async def test_a_bug_is_an_apology_that_names_the_turn(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The reason stays in the log."""
    async with serving(FakeBackend(ZeroDivisionError("secret")), tmp_path) as served:
        said = await served.refused(HELLO)
    assert (said.status, said.type) == (500, "server_error")
    assert "turn 1" in said.message
    assert said.headers["x-should-retry"] == "false"
    assert "secret" not in said.message
    assert "secret" in caplog.text


async def test_a_bug_of_the_endpoint_names_the_request(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken(place: Channel) -> Rules:
        raise ZeroDivisionError("secret")

    async with serving(FakeBackend(), tmp_path, broken) as served:
        said = await served.refused(HELLO)
    id = said.headers["x-request-id"].removeprefix("req_")
    assert said.status == 500
    assert id in said.message
    assert id in caplog.text


async def test_a_backend_that_is_not_there(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path, lambda place: rules_for("nobody")) as served:
        assert (await served.refused(HELLO)).code == "not_configured"
        async with served.http.get(f"{served.v1}/models") as response:
            assert (await refusal(response)).code == "not_configured"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("POST", "/v1/embeddings", 404),
        ("GET", "/", 404),
        ("GET", "/v1/chat/completions", 405),
        ("DELETE", "/v1/models", 405),
        ("OPTIONS", "/v1/chat/completions", 405),
    ],
)
async def test_routes_that_are_not_there(tmp_path: Path, method: str, path: str, status: int) -> None:
    async with (
        serving(FakeBackend(), tmp_path) as served,
        served.http.request(method, served.address + path) as there,
    ):
        said = await refusal(there)
    assert (said.status, said.type, said.code) == (status, "invalid_request_error", None)
    assert said.message == f"Invalid URL ({method} {path})"
    assert ("allow" in said.headers) == (status == 405)


@pytest.mark.parametrize(("path", "status"), [("/v1/models", 200), ("/health", 200), ("/v1/nothing", 404)])
async def test_heads_without_bodies(tmp_path: Path, path: str, status: int) -> None:
    """As the same address answers GET, but for the body."""
    async with serving(FakeBackend(), tmp_path) as served:
        async with served.http.head(served.address + path) as response:
            assert (response.status, response.content_type) == (status, "application/json")
            assert await response.read() == b""
        async with served.http.head(f"{served.v1}/chat/completions") as response:
            assert (response.status, response.headers["allow"]) == (405, "POST")


async def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path) as served, served.http.get(f"{served.v1}/models/x") as response:
        said = await refusal(response)
    assert (said.status, said.code, said.param) == (404, "model_not_found", None)


BAD_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "broken": b'{"model": ',
    "an array": b"[]",
    "not UTF-8": b'{"model": "\xff"}',
    "not a number": b'{"model": NaN}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_body_that_is_no_json_object(tmp_path: Path, body: bytes) -> None:
    async with serving(FakeBackend(), tmp_path) as served:
        said = await served.refused(body)
    assert (said.status, said.type, said.param, said.code) == (400, "invalid_request_error", None, None)


async def test_an_empty_question(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path) as served:
        said = await served.refused({"model": "m", "messages": [{"role": "user", "content": " \n\0"}]})
    assert (said.status, said.param) == (400, "messages")
    assert not served.backend.asked


@pytest.mark.parametrize("body", [{"prompt": " "}, {"input": "\n"}], ids=str)
async def test_an_empty_question_on_other_wires(tmp_path: Path, body: dict[str, str]) -> None:
    """The field that is empty is named as there."""
    [param] = body
    path = {"prompt": "completions", "input": "responses"}[param]
    async with (
        serving(FakeBackend(), tmp_path) as served,
        served.http.post(f"{served.v1}/{path}", json={"model": "m", **body}) as response,
    ):
        said = await refusal(response)
    assert (said.status, said.param, said.code) == (400, param, "invalid_value")


async def test_a_body_that_is_too_large(tmp_path: Path) -> None:
    """Also when it is small on the way: it counts what comes out of the parcel."""
    body = json.dumps({**HELLO, "padding": "x" * 5000}).encode()
    async with serving(FakeBackend(), tmp_path, body_limit=4096) as served:
        for said in (
            await served.refused(body),
            await served.refused(gzip.compress(body), content_encoding="gzip"),
        ):
            assert (said.status, said.type) == (413, "invalid_request_error")
            assert "4096" in said.message


async def test_a_parcel_that_does_not_open(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path) as served:
        said = await served.refused(b"this is not packed", content_encoding="gzip")
    assert said.status == 400


CARRIED: dict[str, tuple[bytes, str]] = {
    "emoji": ('"👨‍👩‍👧‍👦 ok"'.encode(), "👨‍👩‍👧‍👦 ok"),
    "NUL": (b'"a\\u0000b"', "ab"),
    "half a pair": (b'"cut \\ud83d"', "cut \ufffd"),
    "a pair": (b'"\\ud83d\\ude00"', "\U0001f600"),
    "Markdown": (b'"\\\\*a\\\\* `b`\\n"', "\\*a\\* `b`\n"),
    "100,000 characters": (b'"' + b"x" * 100_000 + b'"', "x" * 100_000),
}


@pytest.mark.parametrize(("content", "text"), CARRIED.values(), ids=CARRIED)
async def test_what_is_asked_as_it_was_sent(tmp_path: Path, content: bytes, text: str) -> None:
    """Whatever the content type says, also with a byte order mark in front."""
    body = b'\xef\xbb\xbf{"model":"m","messages":[{"role":"user","content":%s}]}' % content
    async with (
        serving(FakeBackend(Text("a")), tmp_path) as served,
        served.post(body, content_type="text/plain") as response,
    ):
        assert response.status == 200
        assert served.backend.asked[0].question.text == text
