"""A made archive: Korean and English, branches, pictures, what tools said. The same each time, and of any size."""

import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

OF_A_CHAT, OF_A_FILE = 8, 400
PICTURE = 2_000_000  # bytes
YEAR, BEGUN = 31_536_000, 1_735_700_000.0

KOREAN = "과일 사과 모나드를 함수의 리스트에서 데이터베이스 색인을 만들면 검색이 빨라집니다 쓰기는"
ENGLISH = "the of and to index query list monad function search writes become slower"
WORDS = (*KOREAN.split(), *ENGLISH.split())
POOL = 200_000
"""Words from which all texts are cut: making each of them up would take longer than reading it."""


@dataclass(frozen=True, slots=True)
class Size:
    """What is in an archive."""

    chats: int
    characters: int
    """Bytes of JSON, nearly."""

    @property
    def exchanges(self) -> int:
        """Each chat has an answer that nobody looks at any more."""
        return self.chats * (OF_A_CHAT + 1)


class Made:
    """An archive, written as it grows: little of it is in memory."""

    def __init__(self) -> None:
        self._chance = random.Random(7)  # noqa: S311 - nothing is secret
        self._pool = self._chance.choices(WORDS, k=POOL)

    def write(self, path: Path, turns: int, megabytes: float = 0, gigabytes: float = 0) -> Size:
        """Of so many turns; or of so many megabytes of conversations, where they are said."""
        pictures, chats, written = int(gigabytes * 1e9 / PICTURE), 0, 0
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            while written < megabytes * 1e6 if megabytes else chats * OF_A_CHAT < turns:
                left = OF_A_FILE if megabytes else min(OF_A_FILE, turns // OF_A_CHAT - chats) or 1
                content = orjson.dumps([self._chat(one, pictures) for one in range(chats, chats + left)])
                archive.writestr(f"conversations-{chats // OF_A_FILE:03}.json", content)
                chats, written = chats + left, written + len(content)
            for number in range(min(pictures, chats)):
                drawn = zipfile.ZipInfo(f"file_{number:016}-drawn.png")
                archive.writestr(drawn, self._chance.randbytes(PICTURE))
        return Size(chats, written)

    def _chat(self, number: int, pictures: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
        before, at = "root", BEGUN + self._chance.random() * YEAR
        for message in self._messages(number < pictures, number, at):
            id = message["id"]
            mapping[before]["children"].append(id)
            mapping[id] = {"id": id, "message": message, "parent": before, "children": []}
            before = id
        question = next(iter(mapping["root"]["children"]))
        again = self._message("assistant", self._words(60), at)
        mapping[question]["children"].append(again["id"])
        mapping[again["id"]] = {"id": again["id"], "message": again, "parent": question, "children": []}
        head = {"title": self._words(5), "create_time": at, "update_time": at, "conversation_id": self._id()}
        return {**head, "mapping": mapping, "current_node": before, "default_model_slug": "gpt-5"}

    def _messages(self, drawn: bool, number: int, at: float) -> Iterator[dict[str, Any]]:
        for turn in range(OF_A_CHAT):
            yield self._message("user", self._words(25), at + turn)
            if turn % 3 == 0:
                yield self._message("assistant", self._words(30), at + turn, recipient="web.run")
                yield self._message("tool", self._words(400), at + turn)
            yield self._message("assistant", self._words(180), at + turn)
        if drawn:
            made = self._message("tool", "", at + OF_A_CHAT)
            part = {"content_type": "image_asset_pointer", "asset_pointer": f"sediment://file_{number:016}"}
            yield {**made, "content": {"content_type": "multimodal_text", "parts": [part]}}

    def _message(self, role: str, text: str, at: float, **more: Any) -> dict[str, Any]:
        metadata = {"model_slug": "gpt-5", "request_id": self._id(), "parent_id": self._id(), "citations": []}
        return {
            "id": self._id(),
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": at,
            "content": {"content_type": "text", "parts": [text]},
            "status": "finished_successfully",
            "end_turn": True,
            "weight": 1.0,
            "metadata": metadata,
            "recipient": "all",
            **more,
        }

    def _words(self, count: int) -> str:
        begin = self._chance.randrange(POOL - count)
        return " ".join(self._pool[begin : begin + count])

    def _id(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128)))
