"""Conversations of an export, as the ledger takes them."""

import json
from typing import Any

import pytest

from bridge.types import Chat, Exchange
from scraper.archive.chats import Reader
from scraper.archive.files import Files
from tests.scraper.archive.shapes import CONVERSATION, HERE, JUNE, chat, newest, said
from tests.scraper.conftest import captured


class Has:
    """An archive that has these."""

    def __init__(self, **names: str) -> None:
        self.names = names

    def has(self, asset: str) -> bool:
        return asset in self.names

    def name(self, asset: str) -> str:
        return self.names.get(asset, "")


def read(raw: dict[str, Any], **names: str) -> Chat:
    return Reader(Files(Has(**names)), {"g-p-1": "Orchard"}).chat(raw)


def only(raw: dict[str, Any]) -> Exchange:
    [one] = read(raw).exchanges
    return one


def answered(*messages: dict[str, Any]) -> str:
    return only(chat(said("1", "user", "과일?"), *messages)).answer


def test_a_chat_is_its_questions_with_their_answers() -> None:
    """In their order, each with its time and its model."""
    raw = chat(
        said("1", "system", "", metadata={"is_visually_hidden_from_conversation": True}),
        said("2", "user", "사과는?"),
        said("3", "assistant", "빨강."),
        said("4", "user", "배는?"),
        said("5", "assistant", "노랑."),
    )
    one, other = read(raw).exchanges
    assert (one.text, one.answer, other.text, other.answer) == ("사과는?", "빨강.", "배는?", "노랑.")
    assert (one.message, one.anchor, one.branch) == (f"2{HERE}", "2", "")
    assert (one.asked_at, one.answered_at, one.answered_by) == (JUNE + 2, JUNE + 3, "gpt-4o")
    assert (one.stopped, one.cut) == (False, False)
    assert (read(raw).conversation, read(raw).title, read(raw).channel) == (CONVERSATION, "Fruit", "2025-06")


def test_the_newest_shape_says_the_same() -> None:
    """Without children, recipients, states and ends."""
    raw = chat(said("1", "user", "a?"), said("2", "assistant", "A"), said("3", "assistant", "B", after="1"))
    assert read(newest(raw)) == read(raw)


def test_a_project_is_a_channel() -> None:
    """By its name where somebody has said it."""
    raw = chat(said("1", "user", "a?"), gizmo_id="g-p-1")
    assert read(raw).channel == "Orchard"
    assert read(raw | {"gizmo_id": None, "conversation_template_id": "g-p-2"}).channel == "g-p-2"
    assert read(raw | {"gizmo_id": "g-2"}).channel == "2025-06"


def test_another_answer_is_a_branch() -> None:
    """What the page shows is the chat; the first answer keeps its name whichever is shown."""
    both = (said("1", "user", "a?"), said("2", "assistant", "A"), said("3", "assistant", "B", after="1"))
    for current, shown, beside in (("3", "B", "A"), ("2", "A", "B")):
        raw = chat(*map(dict, both), current=current)
        exchanges = {one.answer: one for one in read(raw).exchanges}
        assert exchanges[shown].branch == ""
        assert exchanges[beside].branch == ("2" if beside == "A" else "3")
        assert exchanges["A"].message == f"1{HERE}"
        assert exchanges["B"].message == f"1~3{HERE}"


def test_other_words_are_a_branch_with_all_that_followed() -> None:
    """An edited question begins it."""
    raw = chat(
        said("1", "user", "a?"),
        said("2", "assistant", "A"),
        said("3", "user", "old words?"),
        said("4", "assistant", "old answer"),
        said("5", "user", "more of it?"),
        said("6", "assistant", "more"),
        said("7", "user", "new words?", after="2"),
        said("8", "assistant", "new answer"),
    )
    branches = {one.text: one.branch for one in read(raw).exchanges}
    assert branches == {"a?": "", "old words?": "3", "more of it?": "3", "new words?": ""}


def test_what_is_shown_goes_on_to_the_end_of_its_answer() -> None:
    """Where the export names a message in the middle of it, and where it names none."""
    raw = chat(
        said("1", "user", "a?"),
        said("2", "assistant", "", kind="thoughts"),
        said("3", "assistant", "A"),
    )
    for current in ("2", "1", "gone", None):
        assert [one.branch for one in read(raw | {"current_node": current}).exchanges] == [""]


def test_thoughts_and_searches_are_left_out() -> None:
    """And what was hidden, and what was only said to a tool."""
    text = answered(
        said("2", "assistant", [], kind="thoughts", content={"thoughts": [{"summary": "hm", "content": "hm"}]}),
        said("3", "assistant", 'search("x")', recipient="web.run"),
        said("4", "tool", "page", kind="tether_quote", name="browser", content={"text": "their text"}),
        said("5", "assistant", [], kind="reasoning_recap", content={"content": "Thought for 7s"}),
        said("6", "assistant", "secret", metadata={"is_visually_hidden_from_conversation": True}),
        said("7", "assistant", "on the way", channel="commentary"),
        said("8", "assistant", "빨강.", channel="final"),
    )
    assert text == "빨강."


def test_code_that_was_run_stands_there_with_what_it_printed() -> None:
    """In fences that it can't leave."""
    text = answered(
        said("2", "assistant", "Let me see."),
        said("3", "assistant", [], kind="code", recipient="python", content={"text": "print('```')"}),
        said("4", "tool", [], kind="execution_output", name="python", content={"text": "```\n"}),
        said("5", "assistant", "Done."),
    )
    assert text == "Let me see.\n\n````python\nprint('```')\n````\n\n````text\n```\n````\n\nDone."


def test_a_document_of_the_canvas_stands_there() -> None:
    """Code in a fence, and what it became."""
    order = {"name": "sort", "type": "code/python", "content": "sorted(x)"}
    change = {"updates": [{"pattern": ".*", "multiple": False, "replacement": "sorted(set(x))"}]}
    text = answered(
        said("2", "assistant", json.dumps(order), kind="code", recipient="canmore.create_textdoc"),
        said("3", "tool", "Successfully created text document", name="canmore.create_textdoc"),
        said("4", "assistant", json.dumps(change), kind="code", recipient="canmore.update_textdoc"),
        said("5", "assistant", "no JSON", kind="code", recipient="canmore.update_textdoc"),
        said("6", "assistant", "There."),
    )
    assert text == "**sort**\n\n```python\nsorted(x)\n```\n\nsorted(set(x))\n\nThere."


def test_sources_are_links() -> None:
    """Of both ages; a mark that nothing explains is gone."""
    mark = "\ue200cite\ue202turn0search0\ue201"
    told = [{"matched_text": mark, "items": [{"title": "Pears", "url": "https://pears.test/"}]}]
    new = said("2", "assistant", f"Yellow{mark}.", metadata={"content_references": told})
    assert answered(new) == "Yellow [Pears](https://pears.test/)."
    text = "Red【3†source】, green【4†source】."
    cited = [{"start_ix": 3, "end_ix": 13, "metadata": {"title": "Apples", "url": "https://apples.test/"}}]
    old = said("2", "assistant", text, metadata={"citations": cited})
    assert answered(old) == "Red [Apples](https://apples.test/), green."


def test_what_was_said_aloud_is_its_words() -> None:
    """Both sides of it; the sound is left out."""

    def aloud(id: str, role: str, words: str) -> dict[str, Any]:
        sound = {"content_type": "audio_asset_pointer", "asset_pointer": "sediment://file_0000000000aa"}
        return said(
            id, role, [{"content_type": "audio_transcription", "text": words}, sound], kind="multimodal_text"
        )

    one = only(chat(aloud("1", "user", "사과?"), aloud("2", "assistant", "빨강.")))
    assert (one.text, one.answer, one.came) == ("사과?", "빨강.", ())


def test_pictures_go_with_the_side_that_they_are_on() -> None:
    """With what they were asked to show; one that the archive does not have is known by name."""
    shown = {
        "content_type": "image_asset_pointer",
        "asset_pointer": "file-service://file-AAAAAAAAAA",
        "size_bytes": 9,
    }
    drawn = {
        "content_type": "image_asset_pointer",
        "asset_pointer": "sediment://file_bbbbbbbbbb",
        "metadata": {"dalle": {"prompt": "a red\napple"}},
    }
    notes = {"id": "file-CCCCCCCCCC", "name": "notes.pdf", "size": 5, "mime_type": "application/pdf"}
    asked = said("1", "user", [shown, "이건?"], kind="multimodal_text", metadata={"attachments": [notes]})
    made = said("2", "tool", [drawn], kind="multimodal_text", name="dalle.text2im")
    [one] = read(chat(asked, made), **{"file-AAAAAAAAAA": "apple.png", "file_bbbbbbbbbb": "drawn.png"}).exchanges
    assert (one.text, one.answer) == ("이건?", "🖼 a red apple")
    assert [(file.name, file.source) for file in one.came] == [("notes.pdf", ""), ("apple.png", "file-AAAAAAAAAA")]
    assert [(file.name, file.source) for file in one.made] == [("drawn.png", "file_bbbbbbbbbb")]


def test_what_somebody_told_of_themselves_stands_with_the_first_question() -> None:
    """Without ChatGPT's own words about it, in both shapes."""
    hidden = {"is_visually_hidden_from_conversation": True}
    profile = {"user_profile": "The user said:\n```I grow pears.```", "user_instructions": "```Be brief.```"}
    old = {
        **hidden,
        "user_context_message_data": {"about_user_message": "I grow pears.", "about_model_message": "Be brief."},
    }
    for about in (
        said("1", "user", [], kind="user_editable_context", content=profile, metadata=hidden),
        said("1", "system", "", metadata=old),
    ):
        raw = chat(about, said("2", "user", "a?"), said("3", "assistant", "A"), said("4", "user", "b?"))
        assert [one.instructions for one in read(raw).exchanges] == ["I grow pears.\n\nBe brief.", ""]


def test_a_question_without_an_answer_was_stopped() -> None:
    """An answer that was cut for its length goes straight on; nothing at all is left out."""
    assert only(chat(said("1", "user", "a?"))).stopped
    assert only(chat(said("1", "user", ""), said("2", "user", "b?"), said("3", "assistant", "B"))).text == "b?"
    length = {"finish_details": {"type": "max_tokens"}}
    assert (
        answered(said("2", "assistant", "half a se", metadata=length), said("3", "assistant", "ntence"))
        == "half a sentence"
    )
    one = only(chat(said("1", "user", "a?"), said("2", "assistant", "half", metadata=length)))
    assert (one.cut, one.stopped) == (True, False)


def test_what_no_database_holds_is_gone() -> None:
    """NUL, and halves of letters."""
    one = only(chat(said("1", "user", "a\0?\r\n"), said("2", "assistant", "A\0\ud83d")))
    assert (one.text, one.answer) == ("a?\n", "A\ufffd")


def test_a_tree_that_bites_its_tail_has_an_end() -> None:
    """Each message once, whatever the parents say."""
    raw = chat(said("1", "user", "a?"), said("2", "assistant", "A"))
    raw["mapping"]["root"]["parent"] = "2"
    assert [one.answer for one in read(raw).exchanges] in ([], ["A"])


def test_a_very_long_chat_is_read_in_no_time() -> None:
    """No depth of a program's stack is enough for it, and nothing is looked for again and again."""
    messages = [said(f"{n}", "user" if n % 2 else "assistant", f"{n}") for n in range(1, 10_001)]
    exchanges = read(chat(*messages)).exchanges
    assert len(exchanges) == 5000
    assert not any(one.branch for one in exchanges)


def test_a_real_one_is_read() -> None:
    """As it was exported in 2025-10."""
    raw = json.loads(captured("echomine-001_simple_text-raw.json").read_bytes())
    one = only(raw)
    assert one.answer.startswith("Absolutely")
    assert "\ue200" not in one.answer
    assert one.instructions
    assert "```" not in one.instructions


@pytest.mark.parametrize("bad", [{"mapping": []}, {"mapping": {"1": 7}}, {"mapping": {"1": {"message": 7}}}])
def test_what_is_no_conversation_is_said_to_be_none(bad: dict[str, Any]) -> None:
    """Whoever reads it goes on with the next."""
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read({"conversation_id": "1", **bad})
    with pytest.raises(TypeError):
        read({"mapping": {}, "current_node": None})


def test_our_own_export_says_who_asked() -> None:
    """And with which instructions."""
    ours = {"threadbridge": {"turn": 7, "author": "U1", "instructions": "Be brief."}}
    one = only(chat(said("1", "user", "a?", metadata=ours)))
    assert (one.author, one.instructions) == ("U1", "Be brief.")


def test_a_picture_alone_is_an_answer() -> None:
    """Also where nobody says what it shows; a file beside it comes along."""
    drawn = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_bbbbbbbbbb"}
    beside = {
        "attachments": [{"id": "file_bbbbbbbbbb", "name": "pear.png"}, {"id": "file-CCCCCCCCCC", "name": "a.csv"}]
    }
    [one] = read(
        chat(said("1", "user", "a?"), said("2", "assistant", [drawn, ""], kind="multimodal_text", metadata=beside))
    ).exchanges
    assert (one.answer, one.stopped) == ("", False)
    assert [(file.name, file.kind) for file in one.made] == [("pear.png", "image"), ("a.csv", "")]
