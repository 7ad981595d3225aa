"""The stand-in's Web API: reading back, people, reactions, the status line."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.bolt import refusal
from tests.standins.slack import Channel, Person, StandInSlack

METADATA: dict[str, Any] = {"event_type": "turn", "event_payload": {"id": 7}}


async def test_who_is_who(slack: StandInSlack, ana: Person, client: AsyncWebClient) -> None:
    me = await client.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == (slack.bot_user, slack.bot_id, slack.team)
    assert (await client.users_info(user=ana.id))["user"]["name"] == "ana"
    assert await refusal(client.users_info(user="U0")) == "user_not_found"
    assert [person["name"] for person in (await client.users_list())["members"]] == ["threadbridge", "ana"]
    assert (await client.bots_info(bot=slack.bot_id))["bot"]["app_id"] == slack.app_id
    assert await refusal(client.bots_info(bot="B0")) == "bot_not_found"
    slack.workspace.scopes |= {"team:read"}
    assert (await client.team_info())["team"]["id"] == slack.team


async def test_history_is_newest_first_and_in_pages(general: Channel, ana: Person, client: AsyncWebClient) -> None:
    stamps = [await ana.says(general, str(number)) for number in range(5)]
    await ana.says(general, "a reply", thread=stamps[0])
    await ana.says(general, "to all", thread=stamps[0], broadcast=True)
    seen = []
    async for page in await client.conversations_history(channel=general.id, limit=2):
        seen.append([message["text"] for message in page["messages"]])
    assert seen == [["to all", "4"], ["3", "2"], ["1", "0"]]
    between: dict[str, Any] = {"channel": general.id, "oldest": stamps[1], "latest": stamps[3]}
    inner = await client.conversations_history(**between)
    outer = await client.conversations_history(**between, inclusive=True)
    assert [message["text"] for message in inner["messages"]] == ["2"]
    assert [message["text"] for message in outer["messages"]] == ["3", "2", "1"]


async def test_replies_are_oldest_first_after_their_parent(
    general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    ts = await ana.says(general, "root")
    posted = await client.chat_postMessage(channel=general.id, text="one", thread_ts=ts, metadata=METADATA)
    await ana.says(general, "two", thread=ts)
    plain = await client.conversations_replies(channel=general.id, ts=ts)
    whole = await client.conversations_replies(channel=general.id, ts=ts, include_all_metadata=True)
    later = await client.conversations_replies(channel=general.id, ts=ts, oldest=posted["ts"])
    assert [message["text"] for message in plain["messages"]] == ["root", "one", "two"]
    assert plain["messages"][0]["reply_count"] == 2
    assert plain["messages"][1]["parent_user_id"] == ana.id
    assert "metadata" not in plain["messages"][1]
    assert whole["messages"][1]["metadata"] == METADATA
    assert [message["text"] for message in later["messages"]] == ["root", "two"]
    assert await refusal(client.conversations_replies(channel=general.id, ts="1.1")) == "thread_not_found"
    pages = await client.conversations_replies(channel=general.id, ts=ts, limit=2)
    assert [len(page["messages"]) async for page in pages] == [2, 1]


async def test_channels(slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient) -> None:
    hidden = slack.channel("hidden", private=True, bot=False)
    seen = slack.channel("seen", private=True)
    names = [
        one["name"] for one in (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    ]
    assert names == ["general", "seen"]
    info = (await client.conversations_info(channel=seen.id, include_num_members=True))["channel"]
    assert (info["is_private"], info["is_member"], info["num_members"]) == (True, True, 1)
    assert await refusal(client.conversations_info(channel=hidden.id)) == "channel_not_found"
    assert (await client.conversations_members(channel=general.id))["members"] == [slack.bot_user]
    opened = await client.conversations_open(users=ana.id)
    again = await client.conversations_open(users=[ana.id])
    assert opened["channel"]["id"] == again["channel"]["id"] == slack.dm(ana).id
    posted = await client.chat_postMessage(channel=ana.id, text="psst")
    assert posted["channel"] == opened["channel"]["id"]


async def test_reactions(general: Channel, ana: Person, client: AsyncWebClient) -> None:
    ts = await ana.says(general, "hello")
    here = {"channel": general.id, "timestamp": ts, "name": "eyes"}
    await client.reactions_add(**here)
    assert await refusal(client.reactions_add(**here)) == "already_reacted"
    await ana.reacts(ts, "eyes")
    got = await client.reactions_get(channel=general.id, timestamp=ts)
    assert got["message"]["reactions"][0]["count"] == 2
    await client.reactions_remove(**here)
    assert await refusal(client.reactions_remove(**here)) == "no_reaction"
    assert general.messages[0].reactions == {"eyes": [ana.id]}


async def test_a_status_goes_with_the_answer_or_fades(
    slack: StandInSlack, general: Channel, ana: Person, client: AsyncWebClient
) -> None:
    ts = await ana.says(general, "hello")
    here: dict[str, Any] = {"channel_id": general.id, "thread_ts": ts}
    await client.assistant_threads_setStatus(**here, status="is thinking…", loading_messages=["a", "b"])
    assert slack.status(general, ts) == "is thinking…"
    slack.clock.advance(121)
    assert slack.status(general, ts) == ""
    await client.assistant_threads_setStatus(**here, status="is writing…")
    await client.chat_postMessage(channel=general.id, thread_ts=ts, text="done")
    assert slack.status(general, ts) == ""
    await client.assistant_threads_setTitle(**here, title="Skies")
    await client.assistant_threads_setSuggestedPrompts(**here, prompts=[{"title": "t", "message": "m"}])
    assert general.titles[ts] == "Skies"
    assert general.prompts[ts] == [{"title": "t", "message": "m"}]


async def test_permalinks(general: Channel, ana: Person, client: AsyncWebClient) -> None:
    ts = await ana.says(general, "hello")
    reply = await ana.says(general, "more", thread=ts)
    link = (await client.chat_getPermalink(channel=general.id, message_ts=reply))["permalink"]
    assert link.endswith(f"/archives/{general.id}/p{reply.replace('.', '')}?thread_ts={ts}&cid={general.id}")
