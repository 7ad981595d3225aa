"""The stand-in's files: those that people send, behind a token, and those of the app."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal
from tests.standins.slack import Channel, Person, StandInSlack

PICTURE = ("a b.png", b"\x89PNG", "image/png")


async def test_a_message_with_files(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """file_share, with all that is known of each; a mention is told of it as well."""
    await ana.says(general, "what is this?", mention=True, files=[PICTURE, ("n.txt", b"words", "text/plain")])
    message, mention = (one.event for one in slack.deliveries)
    assert (message["subtype"], mention["type"]) == ("file_share", "app_mention")
    picture, text = message["files"]
    assert mention["files"] == message["files"]
    assert (picture["name"], picture["mimetype"], picture["size"]) == ("a b.png", "image/png", 4)
    assert (text["filetype"], text["user"], text["mode"]) == ("txt", ana.id, "hosted")
    await ana.says(general, "", files=[PICTURE])
    assert "blocks" not in slack.deliveries[-1].event


async def test_reading_a_file_needs_the_token(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    """With it the bytes; without it, with a wrong one or without files:read a page to sign in, and status 200."""
    await ana.says(general, "look", files=[PICTURE])
    [file] = slack.deliveries[0].event["files"]
    assert (await client.files_info(file=file["id"]))["file"]["url_private_download"] == file[
        "url_private_download"
    ]
    assert await refusal(client.files_info(file="F0")) == "file_not_found"
    good = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session:

        async def read(headers: dict[str, str]) -> tuple[int, str, bytes]:
            async with session.get(file["url_private_download"], headers=headers) as answer:
                return answer.status, answer.content_type, await answer.read()

        assert await read(good) == (200, "image/png", b"\x89PNG")
        for headers in ({}, {"Authorization": f"Bearer {slack.app_token}"}):
            status, kind, page = await read(headers)
            assert (status, kind) == (200, "text/html")
            assert b"Sign in" in page
        slack.workspace.scopes -= {"files:read"}
        assert (await read(good))[1] == "text/html"


async def test_a_file_can_lead_elsewhere(slack: StandInSlack, general: Channel, ana: Person) -> None:
    """As real ones do for some shared files; a token must not follow."""
    slack.habits.files_elsewhere = slack.api_url + "api.test"
    await ana.says(general, "look", files=[PICTURE])
    [file] = slack.deliveries[0].event["files"]
    async with (
        aiohttp.ClientSession() as session,
        session.get(file["url_private"], allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (302, slack.habits.files_elsewhere)
    assert slack.uploads.redirected == 1


async def test_the_app_uploads(slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient) -> None:
    """In three steps by slack-sdk, into a thread; the event of it comes back as a file_share of the bot."""
    ts = await ana.says(general, "hello")
    await client.files_upload_v2(
        channel=general.id, thread_ts=ts, filename="answer.md", content="# long", initial_comment="all of it"
    )
    [posted] = general.thread(ts)[1:]
    assert (posted.text, posted.subtype) == ("all of it", "file_share")
    assert [(file.name, file.content, file.kind) for file in posted.files] == [
        ("answer.md", b"# long", "text/markdown")
    ]
    event = slack.deliveries[-1].event
    assert (event["bot_id"], event["files"][0]["name"]) == (slack.bot_id, "answer.md")
