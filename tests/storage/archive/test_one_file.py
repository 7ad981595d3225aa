"""Everything in one file, in each of its forms."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import StorageError
from bridge.exporting.chatgpt import ChatGPT
from bridge.exporting.form import Form
from bridge.exporting.html import Page
from bridge.exporting.plain import Plain
from bridge.protocols import Store
from bridge.types import Which
from platforms.web.render.markdown import html
from storage.archive.one_file import write
from tests.bridge.exporting.called import Known
from tests.storage.ledgers import at


@pytest.fixture
async def store(filled_ledger: Path, tmp_path: Path) -> AsyncIterator[Store]:
    copy = shutil.copy(filled_ledger, tmp_path / "ledger.db")
    async with at(f"sqlite:///{copy}") as opened:
        yield opened


async def written(store: Store, form: Form, folder: Path, which: Which | None = None) -> str:
    file, _ = await write(store, which or Which(), form, folder, lambda _: None)
    return file.read_text("utf-8")


async def test_json_for_programs(store: Store, tmp_path: Path) -> None:
    """Valid, whole, and with the files where it says."""
    data: Any = json.loads(await written(store, Plain(), tmp_path / "out"))
    assert (data["format"], data["version"]) == ("threadbridge", 1)
    first, second = data["conversations"]
    assert first["title"] == "Mango: pie?"
    assert first["thread"]["channel"] == "C1"
    assert [one["platform"] for one in first["others"]] == ["discord"]
    assert [turn["text"] for turn in first["turns"]] == ["망고 <b>파이</b>?", "Draw it", ""]
    assert [turn["action"] for turn in first["turns"]] == ["ask", "ask", "again"]
    (file,) = first["turns"][1]["files"]
    assert (tmp_path / "out" / file["path"]).read_bytes() == b"\x89PNG"
    assert second["turns"][0]["state"] == "accepted"


async def test_an_empty_one_is_json_as_well(store: Store, tmp_path: Path) -> None:
    """Nothing there is a list of nothing."""
    nothing = Which("slack", "T9")
    assert json.loads(await written(store, Plain(), tmp_path, nothing))["conversations"] == []
    assert json.loads(await written(store, ChatGPT(), tmp_path, nothing)) == []


async def test_the_shape_of_chatgpts_own_export(store: Store, tmp_path: Path) -> None:
    """A tree in which each knows its parent and its children; another answer is a branch, and the current one."""
    first, second = json.loads(await written(store, ChatGPT(), tmp_path))
    mapping, node, way = first["mapping"], first["current_node"], []
    while node:
        parent = mapping[node]["parent"]
        assert parent is None or node in mapping[parent]["children"]
        way.append(mapping[node]["message"])
        node = parent
    texts = [one["content"]["parts"][-1] for one in reversed(way[:-1])]
    assert texts == ["망고 <b>파이</b>?", "**No**.", "Draw it", "Yes."]
    assert len(mapping) == len(way) + 1
    assert all(child in mapping for one in mapping.values() for child in one["children"])
    assert way[0]["author"]["role"] == "assistant"
    assert first["title"] == "Mango: pie?"
    (drawn,) = (one["message"] for one in mapping.values() if one["message"] not in way)
    pointer = drawn["content"]["parts"][0]["asset_pointer"].removeprefix("file-service://")
    assert (tmp_path / f"{pointer}-pie.png").read_bytes() == b"\x89PNG"
    assert second["title"] == "What is a monad?"
    assert second["mapping"][second["current_node"]]["message"]["author"]["role"] == "user"


async def test_the_same_export_twice_has_the_same_ids(store: Store, tmp_path: Path) -> None:
    """So that whoever reads it again knows it again."""
    assert await written(store, ChatGPT(), tmp_path / "a") == await written(store, ChatGPT(), tmp_path / "b")


async def test_one_page_for_a_browser(store: Store, tmp_path: Path) -> None:
    """Pictures stand in it; what people wrote is text, and nothing is loaded from anywhere."""
    page = await written(store, Page("ko", html), tmp_path)
    assert page.count("<article>") == page.count("</article>") == 2
    assert "망고 &lt;b&gt;파이&lt;/b&gt;?" in page
    assert "<strong>No</strong>" in page
    assert 'src="data:image/png;base64,iVBORw=="' in page
    assert 'src="http' not in page
    assert "<script" not in page
    assert "아직 답변이 없습니다." in page
    assert "lost.pdf" in page


async def test_an_older_file_stays_until_the_new_one_is_whole(store: Store, tmp_path: Path) -> None:
    """Also where it breaks off."""
    await written(store, Plain(), tmp_path)
    before = (tmp_path / Plain.file).read_text("utf-8")

    def breaks_off(_: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="No space left"):
        await write(store, Which(), Plain(), tmp_path, breaks_off)
    assert (tmp_path / Plain.file).read_text("utf-8") == before
    assert not list(tmp_path.glob("*.part"))


async def test_names_stand_beside_ids(store: Store, tmp_path: Path) -> None:
    """In every form; a program has both."""
    plain = json.loads(await written(store, Plain(Known()), tmp_path))["conversations"][0]
    assert (plain["channel_name"], plain["turns"][0]["author_name"]) == ("infra", "Ana")
    assert plain["turns"][0]["author"] != "Ana"
    assert '"author_name": "Ana"' in await written(store, ChatGPT(Known()), tmp_path)
    page = await written(store, Page("en", html, Known()), tmp_path)
    assert ("#infra · " in page, "Ana · <time" in page) == (True, True)
