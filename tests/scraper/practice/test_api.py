"""What the site answers to its page, and to nobody else."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from scraper.practice import PracticeSite
from scraper.practice.conversation import Conversation
from scraper.practice.message import ROOT, Stored


@pytest.fixture
async def open_site() -> AsyncIterator[PracticeSite]:
    async with PracticeSite() as site:
        yield site


@pytest.fixture
async def client(open_site: PracticeSite) -> AsyncIterator[ClientSession]:
    """The page's own calls: it takes the bearer from the session."""
    async with ClientSession(open_site.url) as session:
        async with session.get("/api/auth/session") as found:
            token = (await found.json())["accessToken"]
        session.headers["Authorization"] = f"Bearer {token}"
        yield session


async def test_without_the_bearer_there_is_nothing(open_site: PracticeSite) -> None:
    """Whoever calls the backend directly is refused."""
    async with ClientSession(open_site.url) as session:
        for path in ("/backend-api/me", "/backend-api/conversations", "/backend-api/conversations/x"):
            async with session.get(path) as refused:
                assert refused.status == 401


async def test_bad_bodies_are_refused(client: ClientSession) -> None:
    """No JSON, no user message, no text."""
    for body in (b"", b"{", b"[]", b'{"messages":[{"author":{"role":"assistant"}}]}'):
        async with client.post("/backend-api/f/conversation", data=body) as refused:
            assert refused.status == 422


async def test_unknown_conversations_are_not_found(client: ClientSession) -> None:
    """In each of the ways to read one."""
    for path in ("conversations/x", "conversation/x", "conversation/x/stream_status", "conversations/x/messages"):
        async with client.get(f"/backend-api/{path}") as missing:
            assert missing.status == 404


async def test_the_page_gets_what_it_asks_for_on_load(client: ClientSession) -> None:
    """Small answers in the known shapes."""
    async with client.get("/backend-api/models") as models:
        assert (await models.json())["models"]
    async with client.get("/backend-api/accounts/check/v4-2023-04-27") as accounts:
        assert (await accounts.json())["accounts"]["default"]["account"]["plan_type"] == "plus"
    async with client.post("/backend-api/conversation/init", json={}) as init:
        assert (await init.json())["blocked_features"] == []
    async with client.post("/backend-api/f/conversation/prepare", json={}) as prepared:
        assert (await prepared.json())["status"] == "ok"


def talk(turns: int) -> Conversation:
    conversation = Conversation()
    conversation.add(Stored("system", hidden=True))
    for number in range(turns):
        conversation.add(Stored("user", f"question {number}"))
        conversation.add(Stored("assistant", f"answer {number}", end_turn=True))
    return conversation


async def test_a_long_conversation_is_read_in_pages(open_site: PracticeSite, client: ClientSession) -> None:
    """Ten turns, then the ones before."""
    conversation = talk(14)
    open_site.conversations[conversation.id] = conversation
    path = f"/backend-api/conversations/{conversation.id}"
    async with client.get(path, params={"include_has_versions": "true", "num_turns": 10}) as read:
        last = await read.json()
    assert [m["content"]["parts"][0] for m in last["messages"]][::19] == ["question 4", "answer 13"]
    assert last["page_info"]["has_previous_page"]
    before = {"before": last["page_info"]["start_cursor"], "num_turns": 25}
    async with client.get(f"{path}/messages", params=before) as read:
        first = await read.json()
    assert [m["content"]["parts"][0] for m in first["messages"]] == [
        "",
        *(m.text for m in conversation.messages[1:9]),
    ]
    assert not first["page_info"]["has_previous_page"]


async def test_the_older_shape_is_a_chain(open_site: PracticeSite, client: ClientSession) -> None:
    """From the current node to the root, every message once."""
    conversation = talk(2)
    open_site.conversations[conversation.id] = conversation
    async with client.get(f"/backend-api/conversation/{conversation.id}") as read:
        tree = await read.json()
    walked = [tree["current_node"]]
    while walked[-1] != ROOT:
        walked.append(tree["mapping"][walked[-1]]["parent"])
    assert walked[:-1] == [m.id for m in reversed(conversation.messages)]
    assert tree["mapping"][ROOT]["children"] == [conversation.messages[0].id]


async def test_a_conversation_answers_one_question_at_a_time(
    open_site: PracticeSite, client: ClientSession
) -> None:
    """A second one meanwhile is refused; the first goes on without its reader."""
    message = {"id": "1", "author": {"role": "user"}, "content": {"content_type": "text", "parts": ["silent"]}}
    async with client.post("/backend-api/f/conversation", json={"action": "next", "messages": [message]}) as stream:
        assert (await stream.content.readline()).startswith(b"event: delta_encoding")
        (conversation,) = open_site.conversations
        again = {"conversation_id": conversation, "messages": [message | {"id": "2"}]}
        async with client.post("/backend-api/f/conversation", json=again) as refused:
            assert refused.status == 409
    async with client.get(f"/backend-api/conversation/{conversation}/stream_status") as status:
        assert await status.json() == {"status": "IS_STREAMING"}
    async with client.post("/backend-api/stop_conversation", json={"conversation_id": conversation}) as stopped:
        assert stopped.status == 200
    async with client.get(f"/backend-api/conversation/{conversation}/stream_status") as status:
        assert await status.json() == {"status": "IDLE"}
