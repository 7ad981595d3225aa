"""Files that come with questions: fetched from Slack alone, and known to be what they are called."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bridge.errors import BridgeError, FileUnread, PlatformError
from bridge.events import Text
from bridge.types import Attachment
from platforms.showing.reply import Pauses
from platforms.slack.receiving.files import Files, attachments
from platforms.slack.workspace import Workspace
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import Way, house, quiet, thread_of, told
from tests.standins.slack import Channel, Person, RateLimited, StandInSlack
from tests.standins.slack.state import Upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


async def test_pictures_and_documents_go_to_the_backend(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """In their order, under their names; fetched with the token."""
    backend = FakeBackend(Text("A cat."))
    files = [("고양이.png", PNG, "image/png"), ("notes.txt", "메모".encode(), "text/plain")]
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ana.says(general, "what is this?", mention=True, files=files)
        await quiet(slack, at)
    [turn] = backend.asked
    assert [(one.name, one.content) for one in turn.question.files] == [(name, data) for name, data, _ in files]
    assert turn.question.text == "what is this?"
    assert told(general, ts, slack) == ["A cat."]


async def test_a_file_without_words_is_a_question_too(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    backend, dm = FakeBackend(Text("A cat.")), slack.dm(ana)
    async with house(slack, tmp_path, backend, rules=everywhere("mention", "ko")) as at:
        await ana.says(dm, "", files=[("a.png", PNG, "image/png")])
        await quiet(slack, at)
    [turn] = backend.asked
    assert turn.question.text == "첨부한 파일을 봐 주세요."
    assert [one.name for one in turn.question.files] == ["a.png"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("setup.exe", b"MZ" + b"\0" * 100, "application/octet-stream"), "it is a program"),
        (("picture.png", b"MZ" + b"\0" * 100, "image/png"), "it is a program"),
        (("picture.png", b"<html>", "image/png"), "it is not the picture"),
        (("large.txt", b"x" * (2 * 1024 * 1024), "text/plain"), "it is larger than 1 MB"),
    ],
)
async def test_what_is_refused_is_named(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, file: tuple[str, bytes, str], why: str
) -> None:
    """In the thread, and nothing is asked."""
    backend = FakeBackend(Text("never"))
    async with house(slack, tmp_path, backend, lists={"largest_file": 1_000_000}) as at:
        ts = await ana.says(general, "look", files=[file])
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert turn.reason.startswith(f"The file {file[0]} can't be read: {why}")
    assert backend.asked == []


async def test_without_the_scope_the_page_to_sign_in_is_not_taken_for_the_file(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What to add is named; a page that somebody really sent is taken."""
    backend, page = FakeBackend(Text("A page.")), b"<!DOCTYPE html><html>mine</html>"
    async with house(slack, tmp_path, backend) as at:
        await ana.says(general, "look", files=[("page.html", page, "text/html")])
        await quiet(slack, at)
        slack.workspace.scopes = slack.workspace.scopes - {"files:read"}
        ts = await ana.says(general, "look", files=[("page.html", page, "text/html")])
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert [one.content for one in backend.asked[0].question.files] == [page]
    assert "files:read" in turn.reason
    assert len(backend.asked) == 1


async def test_a_redirect_elsewhere_is_not_followed(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """The token would be sent there."""
    file = await uploaded(slack, general, ana)
    slack.habits.files_elsewhere = "http://127.0.0.1:9/stolen"
    with pytest.raises(FileUnread, match="not Slack's"):
        await fetch(slack, file)


async def test_a_redirect_to_slack_itself_is_followed(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """As far as a few times."""
    file = await uploaded(slack, general, ana)
    slack.habits.files_elsewhere = f"{slack.world.address}/files-pri/{slack.team}-{file.id}/again"
    with pytest.raises(FileUnread, match="not Slack's"):
        await fetch(slack, file)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"url_private_download": "https://evil.example/a.png"}, "not Slack's"),
        ({"url_private_download": "https://files.slack.com@evil.example/a.png"}, "not Slack's"),
        ({"url_private_download": "http://files.slack.com/a.png"}, "not Slack's"),
        ({"url_private_download": "https://files.slack.com:444/a.png"}, "not Slack's"),
        ({"url_private_download": "https://notslack.com/a.png"}, "not Slack's"),
        ({"url_private_download": "", "url_private": ""}, "not Slack's"),
        ({"url_private_download": "//[", "url_private": ""}, "not Slack's"),
        ({"mode": "tombstone"}, "it was deleted"),
        ({"mode": "hidden_by_limit"}, "hides it"),
        ({"mode": "external"}, "outside of Slack"),
        ({"is_external": True}, "outside of Slack"),
        ({"mode": "quip"}, "canvases"),
        ({"size": 20_000_001}, "larger than 20 MB"),
    ],
)
async def test_what_is_not_downloaded(
    slack: StandInSlack, general: Channel, ana: Person, changes: dict[str, Any], why: str
) -> None:
    file = await uploaded(slack, general, ana)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(FileUnread, match=why):
            await Told(slack, session, changes).fetch(attachment(file))


async def test_a_file_that_is_longer_than_slack_says(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Counted while it comes in."""
    file = await uploaded(slack, general, ana, b"x" * (2 * 1024 * 1024), "long.txt", "text/plain")
    async with aiohttp.ClientSession() as session:
        with pytest.raises(FileUnread, match="larger than 1 MB"):
            await Told(slack, session, {"size": 1}, largest=1_000_000).fetch(attachment(file))


async def test_of_a_shared_channel_only_the_id_is_known(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Slack is asked for the rest; its name gets the ending of its kind."""
    file = await uploaded(slack, general, ana, name="Untitled", kind="image/png")
    [known] = attachments({"files": [{"id": file.id, "file_access": "check_file_info"}]})
    async with aiohttp.ClientSession() as session:
        fetched = await Told(slack, session, {}).fetch(known)
    assert (fetched.name, fetched.content) == ("Untitled.png", PNG)


async def test_a_deleted_file(slack: StandInSlack, general: Channel, ana: Person) -> None:
    file = await uploaded(slack, general, ana)
    file.deleted = True
    with pytest.raises(FileUnread, match="it was deleted"):
        await fetch(slack, file)


async def test_a_pause_that_slack_wants_is_no_refusal(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """The bridge comes again."""
    file = await uploaded(slack, general, ana)
    slack.fail("files.info", RateLimited(1))
    with pytest.raises(PlatformError) as raised:
        await fetch(slack, file)
    assert not isinstance(raised.value, FileUnread)


async def test_no_token_is_in_an_error(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """Nor is an address."""
    file = await uploaded(slack, general, ana)
    slack.habits.files_elsewhere = "http://127.0.0.1:9/stolen"
    with pytest.raises(BridgeError) as raised:
        await fetch(slack, file)
    assert slack.bot_token not in str(raised.value)
    assert "9" not in str(raised.value)


def test_attachments_of_a_message() -> None:
    """What an event tells of them."""
    event = {"files": [{"id": "F1", "name": "a.png", "size": 3, "mimetype": "image/png"}, {"id": "F2"}, {}]}
    assert attachments(event) == (Attachment("a.png", "F1", 3, "image/png"), Attachment("F2", "F2"))
    assert attachments({}) == ()


async def uploaded(
    slack: StandInSlack,
    where: Channel,
    who: Person,
    content: bytes = PNG,
    name: str = "a.png",
    kind: str = "image/png",
) -> Upload:
    """A file of a person's in a channel."""
    ts = await who.says(where, "look", files=[(name, content, kind)])
    return slack.message(ts).files[0]


def attachment(file: Upload) -> Attachment:
    return Attachment(file.name, file.id, len(file.content or b""), file.kind)


async def fetch(slack: StandInSlack, file: Upload) -> None:
    async with aiohttp.ClientSession() as session:
        await Files(workspace(slack, session), 20_000_000).fetch(attachment(file))


def workspace(slack: StandInSlack, session: aiohttp.ClientSession) -> Workspace:
    return Workspace(SecretStr(slack.bot_token), slack.api_url, session, Pauses(0, 0, 0))


class Told(Files):
    """Slack tells something else of the file."""

    def __init__(
        self,
        slack: StandInSlack,
        session: aiohttp.ClientSession,
        changes: dict[str, Any],
        largest: int = 20_000_000,
    ) -> None:
        super().__init__(workspace(slack, session), largest)
        self._changes = changes

    async def _info(self, attachment: Attachment) -> dict[str, Any]:
        return {**await super()._info(attachment), **self._changes}
