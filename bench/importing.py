"""ChatGPT's export into the ledger: turns a second, memory, and how long others wait for the ledger meanwhile.

``python -m bench importing``; TURNS=50000 by default. Beside it stands the time that orjson takes to read the same
files whole. With GIGABYTES=1 the archive is that large, most of it pictures.
"""

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from bench.figures import console, line, quantile
from bridge.types import MessageId, Question, Thread
from storage.store import SqlStore, open_store

TURNS, GIGABYTES = int(os.environ.get("TURNS", "50000")), float(os.environ.get("GIGABYTES", "0"))
OF_A_CHAT, OF_A_FILE = 8, 400
PICTURE = 2_000_000  # bytes
EVERY = 0.1  # seconds between two questions to the ledger
YEAR, BEGUN = 31_536_000, 1_735_700_000.0

WORDS = (
    *(
        "과일",
        "사과",
        "모나드를",
        "함수의",
        "리스트에서",
        "데이터베이스",
        "색인을",
        "만들면",
        "검색이",
        "빨라집니다",
        "쓰기는",
    ),
    *(
        "the",
        "of",
        "and",
        "to",
        "index",
        "query",
        "list",
        "monad",
        "function",
        "search",
        "writes",
        "become",
        "slower",
    ),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What one run of the command took."""

    seconds: float
    worked: float
    """Seconds of a processor."""
    said: str


class Made:
    """An archive that is the same each time: Korean and English, branches, pictures, what tools said."""

    def __init__(self) -> None:
        self._chance = random.Random(7)  # noqa: S311 - nothing is secret

    def write(self, path: Path, turns: int, gigabytes: float) -> None:
        chats = turns // OF_A_CHAT
        pictures = int(gigabytes * 1e9 / PICTURE)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for number in range(0, chats, OF_A_FILE):
                with archive.open(f"conversations-{number // OF_A_FILE:03}.json", "w") as file:
                    some = [self._chat(one, pictures) for one in range(number, min(number + OF_A_FILE, chats))]
                    file.write(orjson.dumps(some))
            for number in range(min(pictures, chats)):
                content = self._chance.randbytes(PICTURE)
                archive.writestr(zipfile.ZipInfo(f"file_{number:016}-drawn.png"), content)

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
        mapping[question]["children"].append(again["id"])  # an answer that nobody looks at any more
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
        return " ".join(self._chance.choices(WORDS, k=count))

    def _id(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128)))


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive, config = folder / "export.zip", folder / "config.toml"
        Made().write(archive, TURNS, GIGABYTES)
        config.write_text(f'[storage]\nurl = "sqlite:///{folder / "ledger.db"}"\n')
        console.print(f"an archive of {TURNS:,} turns, {archive.stat().st_size / 1e6:,.0f} MB", highlight=False)
        whole = read_whole(archive)
        async with open_store(f"sqlite:///{folder / 'ledger.db'}") as store:
            first, waited = await beside(store, config, archive)
        again = await imported(config, archive)
    console.print(first.said.strip(), highlight=False)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    bare = f"orjson, all in memory: {whole:.1f} s"
    line("import: turns a second", f"{TURNS / first.seconds:,.0f}", bare, first.seconds / whole, "≥ 3,000")
    busy = f"of {first.worked:.1f} s of a processor"
    line("the same on a machine that has nothing else to do", f"{TURNS / first.worked:,.0f}", busy, 1.0, "≥ 3,000")
    line("the same once more: seconds", f"{again.seconds:.1f}", "the first time", again.seconds / first.seconds)
    line("memory of the command, at most", f"{megabytes:,.0f} MB", "allowed: 300 MB", megabytes / 300, "≤ 1")
    slow, quick = quantile(waited, 0.95) * 1e3, quantile(waited, 0.5) * 1e3
    line("a question is accepted beside it, p95", f"{slow:.0f} ms", f"median {quick:.1f} ms", slow / quick)


def read_whole(archive: Path) -> float:
    """Seconds that it takes who has room for all of it."""
    begun = time.perf_counter()
    with zipfile.ZipFile(archive) as files:
        for member in files.namelist():
            if member.endswith(".json"):
                orjson.loads(files.read(member))
    return time.perf_counter() - begun


async def beside(store: SqlStore, config: Path, archive: Path) -> tuple[Imported, list[float]]:
    """The command, while somebody asks ten times a second; how long each of these waited."""
    waited, number = list[float](), 0
    working = asyncio.ensure_future(imported(config, archive))
    while not working.done():
        number += 1
        begun = time.perf_counter()
        await store.accept(Question(Thread("bench", "", "", "1"), MessageId(str(number)), "kim", "a?"), "fake")
        waited.append(time.perf_counter() - begun)
        await asyncio.sleep(EVERY)
    return working.result(), waited


async def imported(config: Path, archive: Path) -> Imported:
    begun, worked = time.perf_counter(), _worked()
    command = (sys.executable, "-m", "bridge.cli", "import", str(archive), "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"import ended with {process.returncode}")
    return Imported(time.perf_counter() - begun, _worked() - worked, said.decode())


def _worked() -> float:
    """Seconds that all commands together had a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
