"""The scripted brain says what it is told."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.practice import Cut, GenerationFailed, Message, Piece, Rules, Thought
from scraper.practice.brain import Aside, Cite, Image, Limit, Made, Rewritten
from scraper.practice.rules import cut


async def answer(*texts: str) -> str:
    """What the last of these questions is answered with."""
    messages = [Message("user", text) for text in texts]
    return "".join([piece async for piece in Rules().answer(messages) if isinstance(piece, str)])


@given(st.text())
def test_pieces_join_to_the_text(text: str) -> None:
    """Cutting loses nothing."""
    assert "".join(cut(text)) == text


@pytest.mark.parametrize("order", ["say: {}", "say:\n{}", "SAY:\n{}", "말해: {}", "say {}", "Be brief.\n\nsay: {}"])
async def test_it_says_what_it_is_told(order: str) -> None:
    """Byte for byte, commands inside included."""
    text = "  silent\nslow 5: x\n\n```py\n\tx\n```\n한글 😀\n"
    assert await answer(order.format(text)) == text


@pytest.mark.parametrize(("order", "length"), [("long 5000", 5000), ("길게 300", 300), ("long", 2000)])
async def test_long_answers_have_the_length(order: str, length: int) -> None:
    """To the character."""
    text = await answer(order)
    assert len(text) == length
    assert text == text.strip()


async def test_there_is_code_a_table_and_korean() -> None:
    """Fences with languages, cells, Hangul."""
    code = await answer("code")
    assert all(f"```{name}\n" in code for name in ("python", "javascript", "sql", "bash", "html"))
    assert (await answer("code sql")).count("```") == 2
    assert "|:------|" in await answer("표")
    assert "안녕하세요" in await answer("한국어")


FRUIT = [
    ("My favorite fruit is a dragon fruit.", "What is my favourite fruit?", "dragon fruit"),
    ("내가 제일 좋아하는 과일은 망고야. 기억해 줘!", "내가 제일 좋아하는 과일이 뭘까?", "망고"),
    ("내가 가장 좋아하는 과일은 감입니다", "내가 제일 좋아하는 과일이 뭐야?", "감"),
]


@pytest.mark.parametrize(("told", "question", "fruit"), FRUIT)
async def test_it_remembers_the_fruit(told: str, question: str, fruit: str) -> None:
    """From an earlier message or the same one; without one it doesn't know."""
    assert fruit in await answer(told)
    assert fruit in await answer(told, "say: ok", question)
    assert fruit in await answer(f"{told}\n{question}")
    assert fruit not in await answer(question)


async def test_recall_is_the_first_message() -> None:
    """Verbatim."""
    assert await answer(" first\n*one* ", "second", "recall") == " first\n*one* "


async def test_anything_else_is_quoted_in_its_language() -> None:
    """The question is seen to have arrived."""
    assert '"How are you?"' in await answer("How are you?")
    assert (await answer("오늘 날씨 어때?")).startswith('"오늘 날씨 어때?"라고')


async def test_orders_can_be_combined() -> None:
    """Thoughts first, then slowly, then the text."""
    pieces = [piece async for piece in Rules().answer([Message("user", "think: slow 1: say: hello")])]
    assert isinstance(pieces[0], Thought)
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == "hello"


async def test_an_error_comes_after_half() -> None:
    """Some text, then the failure."""
    text = ""
    failed = False
    try:
        async for piece in Rules().answer([Message("user", "error: say: " + "abc " * 20)]):
            text += str(piece)
    except GenerationFailed:
        failed = True
    assert failed
    assert 0 < len(text) < 80
    assert text + ("abc " * 20)[len(text) :] == "abc " * 20


async def test_a_broken_stream_has_its_cut_in_the_middle() -> None:
    """Everything is said; where the stream ends is marked."""
    pieces = [piece async for piece in Rules().answer([Message("user", "broken hard: say: " + "abc " * 20)])]
    assert Cut(hard=True) in pieces[1:-1]


async def test_the_gate_holds_the_second_half() -> None:
    """The first half comes by itself, the rest when the gate opens."""
    rules = Rules()
    rules.gate.clear()
    got: list[str] = []
    held = asyncio.Event()

    async def listen() -> None:
        async for piece in rules.answer([Message("user", "say: " + "abc " * 20)]):
            got.append(str(piece))
            if len("".join(got)) >= 30:
                held.set()

    listening = asyncio.create_task(listen())
    await held.wait()
    assert len("".join(got)) < 80
    assert not listening.done()
    rules.gate.set()
    await listening
    assert "".join(got) == "abc " * 20


async def pieces_of(text: str, versions: int = 0) -> list[Piece]:
    return [piece async for piece in Rules().answer([Message("user", text, versions)])]


@pytest.mark.parametrize("word", ["cite", "인용"])
async def test_a_citation_stands_behind_the_text(word: str) -> None:
    """Two sources, or none when it is lost."""
    *text, cite = await pieces_of(f"{word}: say: Mangoes are orange.")
    assert "".join(map(str, text)) == "Mangoes are orange. "
    assert isinstance(cite, Cite)
    assert len(cite.sources) == 2
    assert (await pieces_of("cite lost: say: x"))[-1] == Cite(())


async def test_a_picture_is_a_picture() -> None:
    """Nothing else, and a PNG."""
    (image,) = await pieces_of("그림")
    assert isinstance(image, Image)
    assert image.data.startswith(b"\x89PNG\r\n\x1a\n")


async def test_a_file_is_linked_and_made() -> None:
    """The text says where, the piece behind it what."""
    *text, made = await pieces_of("file")
    assert "(sandbox:/mnt/data/report.csv)" in "".join(map(str, text))
    assert isinstance(made, Made)
    assert made.data.startswith(b"fruit,price\n")


async def test_a_text_is_written_anew() -> None:
    """What is said before and after the replacement makes the whole."""
    pieces = await pieces_of("rewrite: say: abcdefghijklmnopqrstuvwxyz")
    (at,) = [n for n, piece in enumerate(pieces) if isinstance(piece, Rewritten)]
    assert at > 0
    anew = pieces[at]
    assert isinstance(anew, Rewritten)
    assert anew.text + "".join(map(str, pieces[at + 1 :])) == "abcdefghijklmnopqrstuvwxyz"


async def test_the_length_is_a_number_of_characters() -> None:
    """Then the limit, then the rest."""
    pieces = await pieces_of("length 7: say: abcdefghijkl")
    at = pieces.index(Limit())
    assert ["".join(map(str, part)) for part in (pieces[:at], pieces[at + 1 :])] == ["abcdefg", "hijkl"]


async def test_versions_take_turns() -> None:
    """Each further answer to the same question is the next of them."""
    said = ["".join(map(str, await pieces_of("versions: A | B", number))) for number in range(3)]
    assert said == ["A", "B", "A"]


async def test_commentary_comes_first_and_is_whole() -> None:
    """An interim message, then the answer."""
    first, *rest = await pieces_of("commentary 1: say: abc")
    assert isinstance(first, Aside)
    assert "".join(map(str, rest)) == "abc"
