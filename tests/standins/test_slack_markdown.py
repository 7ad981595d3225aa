"""Markdown in the stand-in Slack: sent as Markdown, told back as blocks without marks."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import Channel
from tests.standins.slack.markdown import kept


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


CODE = {"type": "rich_text_preformatted", "elements": [text("x\n")], "border": 0, "language": "py"}


@pytest.mark.parametrize(
    ("markdown", "element"),
    [
        ("# A *b*", section(text("A ", bold=True), text("b", bold=True, italic=True))),
        ("~~b~~ `c`\nd", section(text("b", strike=True), text(" "), text("c", code=True), text("\n"), text("d"))),
        ("[x](https://x.example)", section({"type": "link", "url": "https://x.example", "text": "x"})),
        ("&lt;!channel&gt;", section(text("<!channel>"))),
        ("> a\n> - b", {"type": "rich_text_quote", "elements": [text("a"), text("\n"), text("b")]}),
        ("```py\nx\n```", CODE),
    ],
)  # fmt: skip
def test_what_becomes_of_markdown(markdown: str, element: dict[str, Any]) -> None:
    assert kept(markdown) == [{"type": "rich_text", "elements": [element]}]


def test_lists_are_flat_and_know_how_deep_they_stand() -> None:
    [block] = kept("1. a\n2. b\n   - c\n\n     ```\n     x\n     ```\n3. d")
    seen = [(one["type"], one.get("style"), one.get("indent"), len(one["elements"])) for one in block["elements"]]
    assert seen == [
        ("rich_text_list", "ordered", 0, 2),
        ("rich_text_list", "bullet", 1, 1),
        ("rich_text_preformatted", None, None, 1),
        ("rich_text_list", "ordered", 0, 1),
    ]


def test_tables_and_rules_are_blocks_of_their_own() -> None:
    blocks = kept("a\n\n---\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\nb")
    assert [block["type"] for block in blocks] == ["rich_text", "divider", "table", "rich_text"]
    assert [len(row) for row in blocks[2]["rows"]] == [2, 2]


async def test_what_was_posted_and_what_is_told(general: Channel, client: AsyncWebClient) -> None:
    """The state holds what was sent; the answer, history and events hold what Slack made of it."""
    blocks = [{"type": "markdown", "text": "**a**"}, {"type": "divider"}]
    posted = await client.chat_postMessage(channel=general.id, text="a", blocks=blocks)
    assert general.messages[0].blocks == blocks
    assert [block["type"] for block in posted["message"]["blocks"]] == ["rich_text", "divider"]
    assert len({block["block_id"] for block in posted["message"]["blocks"]}) == 2
    await client.chat_postMessage(channel=general.id, markdown_text="*b*")
    [newest, _] = (await client.conversations_history(channel=general.id))["messages"]
    assert newest["blocks"][0]["elements"] == [section(text("b", italic=True))]
