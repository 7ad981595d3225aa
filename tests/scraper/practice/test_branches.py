"""A conversation is a tree: answers and questions may have siblings, and one branch is shown."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from scraper.practice import Fault, PracticeSite
from scraper.practice.message import ROOT
from tests.scraper.practice.reader import Caller, calling, read


@pytest.fixture
async def page() -> AsyncIterator[Caller]:
    async with PracticeSite() as site, calling(site) as caller:
        yield caller


async def test_another_answer_stands_beside_the_first(page: Caller) -> None:
    """Same question, same parent; the new one is shown, both are kept."""
    assert await page.answered("versions: one | two") == "one"
    (first,) = page.site.posts
    again = {"action": "variant", "conversation_id": first.conversation, "parent_message_id": first.message}
    assert await page.answered(messages=[], **again) == "two"
    conversation = page.site.conversations[first.conversation]
    assert [m.text for m in conversation.children(first.message)] == ["one", "two"]
    assert conversation.questions == ["versions: one | two"]
    assert conversation.answers == ["two"]
    post = page.site.posts[1]
    assert (post.action, post.message, post.text, post.began) == ("variant", first.message, first.text, False)


async def test_the_question_may_come_along(page: Caller) -> None:
    """A page that sends the user message again, with the id it has, asks for the same."""
    await page.answered("versions: one | two")
    (first,) = page.site.posts
    message = {"id": first.message, "author": {"role": "user"}, "content": {"parts": [first.text]}}
    again = {"action": "variant", "conversation_id": first.conversation}
    assert await page.answered(messages=[message], **again) == "two"


async def test_an_edited_question_begins_a_branch(page: Caller) -> None:
    """Its parent is the older one's; what came after the older one is on the other branch."""
    await page.answered("say: one")
    conversation = page.site.conversations[page.conversation]
    parent = conversation.nodes[page.site.posts[0].message].parent
    await page.answered("say: two", conversation_id=conversation.id, parent_message_id=page.last.id)
    await page.answered("say: anew", conversation_id=conversation.id, parent_message_id=parent)
    assert conversation.questions == ["say: anew"]
    assert [m.text for m in conversation.children(parent) if m.asks] == ["say: one", "say: anew"]


async def test_a_first_question_is_edited_from_the_root(page: Caller) -> None:
    """A page that never saw the hidden messages names the root; they stay in front all the same."""
    await page.answered("say: one")
    conversation = page.site.conversations[page.conversation]
    await page.answered("say: anew", conversation_id=conversation.id, parent_message_id=ROOT)
    assert [m.hidden for m in conversation.messages[:2]] == [True, True]
    assert conversation.questions == ["say: anew"]


async def test_the_flat_shape_shows_one_branch_and_names_the_versions(page: Caller) -> None:
    """The mapping has them all."""
    await page.answered("versions: one | two")
    (first,) = page.site.posts
    again = {"action": "variant", "conversation_id": first.conversation, "parent_message_id": first.message}
    await page.answered(messages=[], **again)
    flat = await page.get(f"conversations/{first.conversation}?include_has_versions=true&num_turns=10")
    assert flat["current_node"] == flat["messages"][-1]["id"]
    assert [m["content"]["parts"] for m in flat["messages"][-2:]] == [[first.text], ["two"]]
    assert flat["messages"][-1]["versions"]["index"] == 1
    tree = await page.get(f"conversation/{first.conversation}")
    children = tree["mapping"][first.message]["children"]
    assert children == flat["messages"][-1]["versions"]["ids"]
    assert [tree["mapping"][child]["message"]["content"]["parts"] for child in children] == [["one"], ["two"]]


async def test_an_answer_goes_on_in_its_own_message(page: Caller) -> None:
    """The stream begins with what there is already."""
    _, messages = read(await page.ask("length 5: say: abcdefghij"))
    assert messages[-1]["content"]["parts"] == ["abcde"]
    assert messages[-1]["metadata"]["finish_details"] == {"type": "max_tokens"}
    assert messages[-1]["status"] == "finished_partial_completion"
    cut = page.last
    go_on = {"action": "continue", "conversation_id": page.conversation, "parent_message_id": cut.id}
    _, messages = read(await page.ask(messages=[], **go_on))
    assert (messages[-1]["id"], messages[-1]["content"]["parts"]) == (cut.id, ["abcdefghij"])
    assert messages[-1]["end_turn"] is True
    assert page.site.posts[-1].action == "continue"
    assert page.site.posts[-1].message == cut.id


async def test_there_must_be_something_to_answer_again(page: Caller) -> None:
    """A message that does not exist is not found."""
    await page.answered("say: one")
    for action in ("variant", "continue"):
        body = {"action": action, "conversation_id": page.conversation, "parent_message_id": "x"}
        async with await page.send(messages=[], **body) as refused:
            assert refused.status == 404


async def test_a_page_that_has_not_seen_the_answer_begins_no_branch(page: Caller) -> None:
    """It names its own question as the parent; the new one goes behind the answer."""
    await page.answered("say: one")
    question = page.site.posts[0].message
    await page.answered("say: two", conversation_id=page.conversation, parent_message_id=question)
    assert page.site.conversations[page.conversation].answers == ["one", "two"]


async def test_a_repeated_post_is_the_same_question(page: Caller) -> None:
    """The page tries again with the same id; the answer it gets is the one that there is."""
    message = {"id": "the-same", "author": {"role": "user"}, "content": {"parts": ["say: once"]}}
    for _ in range(2):
        _, messages = read(await page.ask(messages=[message]))
        assert messages[-1]["content"]["parts"] == ["once"]
    assert len(page.site.posts) == 1
    assert len(page.site.attempts) == 2


async def test_two_answers_to_choose_from(page: Caller) -> None:
    """Siblings, of which the first is shown."""
    page.site.states.add("ab_choice")
    assert await page.answered("say: one") == "one"
    conversation = page.site.conversations[page.conversation]
    both = conversation.children(page.site.posts[0].message)
    assert [m.extra.get("paragen") for m in both] == [True, True]


async def test_a_post_says_what_was_chosen(page: Caller) -> None:
    """Model, effort, temporary, files."""
    attachments = [{"id": "file_1", "name": "a.txt"}]
    message: dict[str, Any] = {"id": "1", "author": {"role": "user"}, "content": {"parts": ["say: x"]}}
    message["metadata"] = {"attachments": attachments}
    chosen: dict[str, Any] = {
        "model": "gpt-5-5-thinking",
        "thinking_effort": "high",
        "history_and_training_disabled": True,
    }
    await page.ask(messages=[message], **chosen)
    (post,) = page.site.posts
    assert (post.model, post.effort, post.temporary, post.files) == ("gpt-5-5-thinking", "high", True, ("a.txt",))
    assert page.last.json()["metadata"]["resolved_model_slug"] == "gpt-5-5-thinking"  # type: ignore[index,call-overload]


async def test_another_model_may_answer_than_was_asked(page: Caller) -> None:
    """Without a word; only the metadata say so."""
    page.site.answers_as = "gpt-5-t-mini"
    _, messages = read(await page.ask("say: x", model="gpt-5-6-thinking"))
    assert messages[-1]["metadata"]["resolved_model_slug"] == "gpt-5-t-mini"
    assert messages[-1]["metadata"]["default_model_slug"] == "gpt-5-6-thinking"


async def test_a_model_that_is_not_offered_is_refused(page: Caller) -> None:
    """Nothing is stored."""
    async with await page.send("say: x", model="gpt-2") as refused:
        assert refused.status == 400
    assert page.site.posts == []


async def test_temporary_chats_are_neither_listed_nor_loaded(page: Caller) -> None:
    """Only the older reading knows them, while one knows their id."""
    await page.answered("say: x", history_and_training_disabled=True)
    assert (await page.get("conversations"))["items"] == []
    async with page.session.get(f"/backend-api/conversations/{page.conversation}") as missing:
        assert missing.status == 404
    assert (await page.get(f"conversation/{page.conversation}"))["is_temporary_chat"]


async def test_conversations_are_renamed_and_put_out_of_sight(page: Caller) -> None:
    """By PATCH; the list and the record tell."""
    await page.answered("say: x")
    path = f"/backend-api/conversation/{page.conversation}"
    async with page.session.patch(path, json={}) as nothing:
        assert nothing.status == 422
    async with page.session.patch(path, json={"title": "#general · 망고"}) as renamed:
        assert await renamed.json() == {"success": True}
    assert (await page.get("conversations"))["items"][0]["title"] == "#general · 망고"
    assert page.site.renames == [(page.conversation, "#general · 망고")]
    async with page.session.patch(path, json={"is_visible": False}) as hidden:
        assert hidden.status == 200
    assert (await page.get("conversations"))["items"] == []
    async with page.session.get(path) as gone:
        assert gone.status == 404


async def test_a_question_behind_one_without_an_answer_can_be_edited(page: Caller) -> None:
    """The sibling stands behind the unanswered one, as the first did."""
    page.site.faults.append(Fault("error_frame"))
    await page.ask("say: one")
    unanswered = page.site.posts[0].message
    for text in ("say: two", "say: three"):
        await page.answered(text, conversation_id=page.conversation, parent_message_id=unanswered)
    assert page.site.conversations[page.conversation].questions == ["say: one", "say: three"]
