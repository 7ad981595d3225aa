"""The stand-in's rules of Block Kit: what a message may be made of, and what is said otherwise."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal
from tests.standins.slack import Channel, Person, StandInSlack

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Block:
    return {"type": "button", "text": plain("Again")} | more


def actions(*elements: Block, **more: Any) -> Block:
    return {"type": "actions", "elements": list(elements)} | more


def section(text: Any, **more: Any) -> Block:
    return {"type": "section", "text": text} | more


def option(text: str, value: str = "v") -> Block:
    return {"text": plain(text), "value": value}


def select(*options: Block, **more: Any) -> Block:
    return {"type": "static_select", "action_id": "m", "options": list(options)} | more


def table(rows: int, columns: int, text: str = "x") -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


WORDS = {"type": "text", "text": "why", "style": {"bold": True}}
LIST = {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": rich(WORDS)["elements"]}
CODE = {
    "type": "rich_text_preformatted",
    "border": 0,
    "language": "python",
    "elements": [{"type": "text", "text": "x"}],
}
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("gone"), "confirm": plain("Yes"), "deny": plain("No")}

RIGHT: list[list[Block]] = [
    [section(mrkdwn("x" * 3_000)), {"type": "divider"}, {"type": "header", "text": plain("x" * 150)}],
    [{"type": "section", "fields": [mrkdwn("x" * 500)] * 10}],
    [actions(button(action_id="a", value="x" * 2_000, style="danger", confirm=CONFIRM), select(option("x" * 75)))],
    [actions(button(action_id="a", url="https://x.example"), block_id="one"), actions(button(action_id="a"))],
    [section(plain("x"), accessory=select(*[option("x")] * 100, placeholder=plain("model")))],
    [{"type": "context", "elements": [mrkdwn("x"), {"type": "image", "image_url": "https://x", "alt_text": "x"}]}],
    [{"type": "markdown", "text": "x" * 12_000}],
    [rich(WORDS, {"type": "link", "url": "https://x.example", "text": "x"}, {"type": "user", "user_id": "U1"})],
    [{"type": "rich_text", "elements": [LIST, CODE]}],
    [table(100, 20, "12345") | {"column_settings": [{"align": "right", "is_wrapped": True}]}],
    [{"type": "divider"}] * 50,
]


@pytest.mark.parametrize("blocks", RIGHT)
async def test_what_is_taken(general: Channel, client: AsyncWebClient, blocks: list[Block]) -> None:
    await client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    assert general.messages[0].blocks == blocks


WRONG: list[tuple[list[Block], str, str]] = [
    ([{"type": "divider"}] * 51, "no more than 50 items allowed", ""),
    ([{"type": "input"}], "unsupported type: input", "/0/type"),
    ([{"text": "x"}], "unsupported type: None", "/0/type"),
    ([{"type": "divider", "text": "x"}], "additional property not allowed: text", "/0/text"),
    ([{"type": "divider", "block_id": "x" * 256}], "must be less than 256 characters", "/0/block_id"),
    ([{"type": "divider", "block_id": "a"}] * 2, "`block_id` a already exists", "/1/block_id"),
    ([{"type": "section"}], "must define one of: text, fields", "/0"),
    ([section(mrkdwn("x" * 3_001))], "must be less than 3001 characters", "/0/text/text"),
    ([section(mrkdwn(""))], "must be more than 0 characters", "/0/text/text"),
    ([section("x")], "unsupported type: None", "/0/text/type"),
    ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed", "/0/fields"),
    (
        [{"type": "section", "fields": [mrkdwn("x" * 2_001)]}],
        "must be less than 2001 characters",
        "/0/fields/0/text",
    ),
    ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters", "/0/text/text"),
    ([{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn", "/0/text/type"),
    ([actions()], "must provide at least 1 items", "/0/elements"),
    ([actions(*[button()] * 26)], "no more than 25 items allowed", "/0/elements"),
    (
        [actions(button(action_id="a"), button(action_id="a"))],
        "`action_id` a already exists",
        "/0/elements/1/action_id",
    ),
    ([actions(button(text=plain("x" * 76)))], "must be less than 76 characters", "/0/elements/0/text/text"),
    ([actions(button(value="x" * 2_001))], "must be less than 2001 characters", "/0/elements/0/value"),
    ([actions(button(style="warning"))], "must be one of primary, danger", "/0/elements/0/style"),
    ([actions(select(*[option("x")] * 101))], "no more than 100 items allowed", "/0/elements/0/options"),
    ([actions(select(option("x" * 76)))], "must be less than 76 characters", "/0/elements/0/options/0/text/text"),
    ([actions(select())], "must provide at least 1 items", "/0/elements/0/options"),
    ([actions({"type": "static_select"})], "must define one of: options, option_groups", "/0/elements/0"),
    ([{"type": "context", "elements": [button()]}], "unsupported type: button", "/0/elements/0/type"),
    ([{"type": "markdown", "text": "x" * 12_001}], "must be less than 12001 characters", "/0/text"),
    ([table(101, 1)], "no more than 100 items allowed", "/0/rows"),
    ([table(1, 21)], "no more than 20 items allowed", "/0/rows/0"),
    ([table(1, 1, "")], "must be more than 0 characters", "/0/rows/0/0/text"),
    ([table(11, 10, "x" * 100)], "must be less than 10001 characters", ""),
    ([rich({"type": "text", "text": ""})], "must be more than 0 characters", "/0/elements/0/elements/0/text"),
]


@pytest.mark.parametrize(("blocks", "what", "where"), WRONG)
async def test_what_is_refused(
    general: Channel, client: AsyncWebClient, blocks: list[Block], what: str, where: str
) -> None:
    """invalid_blocks, what is wrong and where."""
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        f"[ERROR] {what} [json-pointer:/blocks{where}]"
    ]
    assert general.messages == []


async def test_what_is_too_long_together(general: Channel, client: AsyncWebClient) -> None:
    """Markdown blocks are summed; all blocks as JSON end near 13,200; tables have a limit of their own."""
    markdown = {"type": "markdown", "text": "x" * 6_001}
    long = {"type": "markdown", "text": "x" * 11_900}
    here: Block = {"channel": general.id, "text": "x"}
    for blocks, error in (
        ([markdown, markdown], "msg_blocks_too_long"),
        ([long, section(mrkdwn("x" * 1_500))], "msg_blocks_too_long"),
        ([table(1, 1), table(1, 1)], "invalid_attachments"),
    ):
        assert await refusal(client.chat_postMessage(**here, blocks=blocks)) == error
    await client.chat_postMessage(**here, blocks=[long, table(100, 20, "1234"), actions(button())])


async def test_every_way_in_checks_blocks(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    """Posts, edits, ephemerals, the end of a stream and its chunks."""
    ts = await ana.says(general, "hello")
    posted = await client.chat_postMessage(channel=general.id, text="x")
    here: Block = {"channel": general.id}
    wrong: list[Block] = [{"type": "nonsense"}]
    to: Block = {"thread_ts": ts, "recipient_user_id": ana.id, "recipient_team_id": slack.team}
    stream = {**here, "ts": (await client.chat_startStream(**here, **to))["ts"]}
    chunk = {"type": "blocks", "blocks": wrong}
    for call in (
        client.chat_update(**here, ts=posted["ts"], text="x", blocks=wrong),
        client.chat_postEphemeral(**here, user=ana.id, text="x", blocks=wrong),
        client.chat_appendStream(**stream, chunks=[chunk]),
        client.chat_stopStream(**stream, markdown_text="x", blocks=wrong),
    ):
        assert await refusal(call) == "invalid_blocks"


async def test_an_edit_keeps_what_is_not_named(general: Channel, client: AsyncWebClient) -> None:
    """Blocks go with a text that comes alone, metadata stays until an empty one comes."""
    blocks, metadata = [{"type": "divider"}], {"event_type": "turn", "event_payload": {"id": 7}}
    posted = await client.chat_postMessage(channel=general.id, text="one", blocks=blocks, metadata=metadata)
    [message] = general.messages
    here: Block = {"channel": general.id, "ts": posted["ts"]}
    assert await refusal(client.chat_update(**here, text="x" * 4_001, blocks=blocks)) == "msg_too_long"
    await client.api_call("chat.update", json=here | {"attachments": [{"text": "a"}]})
    assert (message.text, message.blocks) == ("one", blocks)
    await client.chat_update(**here, text="two")
    assert (message.blocks, message.metadata) == ([], metadata)
    await client.chat_update(**here, text="three", metadata={})
    assert message.metadata is None
