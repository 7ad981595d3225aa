"""Files that go with a question, in a real Chromium in front of the practice site."""

import pytest

from bridge.errors import BadQuestion, UploadFailed
from bridge.types import File
from scraper.asking.outgoing import covering, outgoing
from scraper.asking.uploads import is_named, unmatched
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite
from scraper.settings import ChatGPTSettings
from tests.scraper.asked import GENERATIONS, a_question, answered, look_like
from tests.scraper.conftest import Open

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)
NOTES = File("메모 (1차).txt", "한국어 notes\n".encode())


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_files_arrive_whole_before_the_question(
    backend: ChatGPT, site: PracticeSite, generation: str
) -> None:
    """Send waits for them; their names and bytes are the same, and so is the text."""
    look_like(site, generation)
    site.upload_delay = 0.5
    files = (NOTES, File("a.png", PICTURE))
    answer, _ = await answered(backend, a_question("say: *seen*", files=files))
    [post] = site.posts
    assert (post.text, answer) == ("say: *seen*", "*seen*")
    assert sorted(post.files) == sorted(file.name for file in files)
    assert {upload.name: upload.data for upload in site.uploads} == {file.name: file.content for file in files}


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_file_that_the_site_does_not_take(
    backend: ChatGPT, site: PracticeSite, generation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent, the file is named, and nothing of it stays in the composer for the next question."""
    monkeypatch.setattr("scraper.asking.uploads.CHIP_COMES", 4.0)  # here it is gone before it was seen
    look_like(site, generation)
    site.upload_fails = {"bad.pdf"}
    question = a_question("say: one", files=(NOTES, File("bad.pdf", b"%PDF")))
    with pytest.raises(UploadFailed, match=r"bad\.pdf"):
        await answered(backend, question)
    assert site.posts == []
    answer, _ = await answered(backend, a_question("say: two"))
    assert answer == "two"
    assert [post.files for post in site.posts] == [()]


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("words", ["line *{}* of it\n", "줄 *{}* 입니다\n"])
async def test_a_question_that_is_too_long_goes_as_a_file(
    backend: ChatGPT, site: PracticeSite, generation: str, words: str
) -> None:
    """Not a byte of it is lost; a line in its language says where it is."""
    look_like(site, generation)
    site.largest_prompt = 50_000
    text = "".join(words.format(n) for n in range(6000))
    await answered(backend, a_question(text))
    [post], [upload] = site.posts, site.uploads
    assert (upload.name, upload.data.decode()) == ("question.md", text)
    assert post.files == ("question.md",)
    assert post.text == covering(text)
    assert ("파일" in post.text) == ("줄" in words)


async def test_an_upload_that_does_not_end(open_backend: Open, site: PracticeSite) -> None:
    """It is given up in time."""
    site.upload_delay = 60
    async with open_backend(upload=1.0) as backend:
        with pytest.raises(UploadFailed, match="too long"):
            await answered(backend, a_question("say: one", files=(NOTES,)))
    assert site.posts == []


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ((File("a", b"x"),) * 3, "at most 2 files"),
        ((File("a", b"x" * 2_000_001),), "too large"),
        ((File("a", b""),), "empty"),
    ],
)
def test_what_the_page_would_not_take_is_said_before(files: tuple[File, ...], what: str) -> None:
    """In a sentence that names the limit, in both languages."""
    settings = ChatGPTSettings(most_files=2, largest_file=2_000_000)
    with pytest.raises(BadQuestion, match=what) as caught:
        outgoing(a_question("hello", files=files), settings)
    assert "파일" in caught.value.say("ko")


def test_a_file_of_many_folders() -> None:
    """Only its name goes to the page."""
    sent = outgoing(a_question("hello", files=(File("C:\\x\\..\\a\nb.txt", b"1"),)), ChatGPTSettings())
    assert sent.names == ("ab.txt",)


@pytest.mark.parametrize(
    ("chip", "name", "same"),
    [
        ("report.pdf", "report.pdf", True),
        ("Remove report.pdf", "report.pdf", True),
        ("report.pdf 제거", "report.pdf", True),
        ("report(1).pdf", "report.pdf", True),
        ("a very long na….pdf", "a very long name of a file.pdf", True),
        ("a very long na...pdf", "a very long name of a file.pdf", True),
        ("other.pdf", "report.pdf", False),
        ("….pdf", "report.pdf", False),
    ],
)
def test_a_chip_names_a_file(chip: str, name: str, same: bool) -> None:
    """Also when the page shortens or numbers it."""
    assert is_named([chip], name) is same


def test_each_chip_counts_for_one_file() -> None:
    """Two files of the same name need two chips."""
    file = File("a.txt", b"1")
    assert unmatched([["a.txt"]], [file, file]) == [file]
    assert unmatched([["a.txt"], ["a(1).txt"]], [file, file]) == []
