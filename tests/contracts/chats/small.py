"""A small chat platform, made of the rooms that all platforms share, as a package of somebody else's would be."""

import asyncio
from collections.abc import AsyncIterator, Collection, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from bridge.bridge import Bridge
from bridge.commands.words import Answered
from bridge.events import Shown
from bridge.protocols import Fetches, Permalinks, Platform, Site
from bridge.types import Attachment, File, Image, MessageId, Question, Thread, Turn
from platforms.desk.around import Around, Sender
from platforms.desk.click import Click
from platforms.desk.clicks import Clicks
from platforms.desk.edits import Deleted, Edited, Edits
from platforms.desk.found import choices, turns
from platforms.errands import Errands
from platforms.receiving.catchup import CatchUp
from platforms.receiving.doors import Admission, Doors
from platforms.receiving.hearing import Hearing, Said
from platforms.receiving.marks import Marks, order
from platforms.receiving.missed import History, Listing
from platforms.showing.answer import Answer, Form, Wanted
from platforms.showing.below import doable
from platforms.showing.draft import Budget
from platforms.showing.newest import Newest
from platforms.showing.reply import Messages, Pauses, Reply
from platforms.trouble import NotThere
from tests.contracts.chats.town import Line, Told, Town

NAME, SQUARE, BOT = "small", "square", "bot"
MENTION = "@bot "

FORM = Form(limit=1_000, size=len)


def said(line: Line) -> Said | None:
    """What a person said; a line of a bot is none."""
    if line.author.endswith(BOT):
        return None
    question = Question(
        _thread(line),
        MessageId(line.id),
        line.author,
        line.text.removeprefix(MENTION),
        attachments=tuple(
            Attachment(name, f"{line.id} {place}") for place, (name, _) in enumerate(line.files) if line.files
        ),
    )
    mentioned = line.text.startswith(MENTION)
    return Said(question, mentioned, line.direct, reply=line.root != line.id, at=float(line.id))


def _thread(line: Line) -> Thread:
    return Thread(NAME, "", f"with {line.author}" if line.direct else SQUARE, line.root)


def _edited(line: Line) -> Edited | None:
    heard = said(line)
    return Edited(heard.question.thread, line.id, line.author, heard.question.text, line.text) if heard else None


class SmallPlatform:
    """Receives what is written in the town, and writes answers there."""

    def __init__(self, town: Town, site: Site, pauses: Pauses) -> None:
        self.errands = Errands()
        self.ready = asyncio.Event()
        self._town = town
        self._site = site
        self._pauses = pauses
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self._newest = Newest[MessageId]()

    async def run(self, bridge: Bridge) -> None:
        """One line after the other; those that were missed come first."""
        doors = Doors(Admission(), owners=(), clock=lambda: self._town.now)
        async with self.errands:
            hearing = Hearing(bridge, self._site, self._answer, self.errands, doors, queued=self._answer)
            catch_up = self._catching_up(hearing)
            around = Around(bridge, self._site, hearing, self.errands)
            edits = Edits(around, self._sender, self._reworded)
            clicks = Clicks(around, edits.ask_as_edited, self._begin)
            self._town.listeners.append(self._told.put_nowait)
            catch_up.begin()
            try:
                catch_up.again()
                await catch_up.idle()
                self.ready.set()
                while True:
                    match await self._told.get():
                        case Told(line, "written"):
                            await self._hear(line, hearing, catch_up)
                        case Told(line, "rewritten") if edit := _edited(line):
                            await edits.edited(edit)
                        case Told(line, "gone") if heard := said(line):
                            await edits.deleted(Deleted(heard.question.thread, line.id))
                        case Told(line, "pressed", (what, value), number):
                            sender = self._sender("ana", _thread(line), line.id)
                            await clicks.take(Click(sender, line.id, what, value, str(number)))
            finally:
                self._town.listeners.remove(self._told.put_nowait)
                await catch_up.close()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        language = self._site.rules(turn.thread.place).language
        answer = Answer(FORM, language, turn.parts, turn.question.model)
        await Reply(turn, answer, Written(self._town, self._newest), self._site.store, self._pauses).show(events)

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        line, place = attachment.source.split()
        return File(attachment.name, self._town.lines[line].files[int(place)][1])

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return f"https://town.example/{message}"

    def _catching_up(self, hearing: Hearing) -> CatchUp:
        store, now = self._site.store, lambda: self._town.now
        marks = Marks(store, NAME, "")
        return CatchUp(Remembered(self._town), marks, hearing, store, hours=24, pause=0, clock=now)

    async def _hear(self, line: Line, hearing: Hearing, catch_up: CatchUp) -> None:
        if heard := said(line):
            with catch_up.marks.hearing(heard.question.thread.channel, line.id):
                await hearing.hear(heard)

    def _sender(self, person: str, thread: Thread, message: str) -> Sender:
        wrote = Question(thread, MessageId(message), person, "")
        return Sender(person, thread, partial(self._answer, wrote))

    async def _begin(self, place: Thread, text: str) -> Thread:
        return replace(place, thread=self._town.write(BOT, text).id)

    async def _reworded(self, thread: Thread, message: str) -> Edited | None:
        line = self._town.lines[message]
        return None if line.gone else _edited(line)

    async def _answer(self, question: Question, said: Answered) -> None:
        offers: tuple[tuple[str, str], ...] = ((said.confirm, said.about or "yes"),) if said.confirm else ()
        if said.page:
            offers = *turns(said.page), *(("here", turn) for _, turn in choices(said.page))
        self._town.whisper(said.text, question.thread.thread, offers)
        if said.file:
            self._town.write(BOT, "", question.thread.thread, files=[(said.file.name, said.file.content)])


class Written:
    """What stands in the town of one turn."""

    def __init__(self, town: Town, newest: Newest[MessageId]) -> None:
        self._town = town
        self._newest = newest
        self._calls = Budget(1, 0)

    def busy(self, note: str) -> bool:
        return False

    def seen(self, wanted: Wanted) -> Hashable:
        return wanted.markdown, wanted.offers

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        return self._calls

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        mark = f"{turn.question.message} {wanted.number}"
        message = MessageId(self._town.write(BOT, wanted.markdown, turn.thread.thread, mark=mark).id)
        self._offer(turn, message, wanted)
        return message

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        if self._town.lines[message].gone:
            raise NotThere(message)
        self._town.rewrite(message, wanted.markdown)
        self._offer(turn, message, wanted)

    def _offer(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        """Below the last message of the newest answer."""
        can = doable(wanted.offers) if wanted.offers else ()
        self._town.lines[message].offers = tuple((what, str(turn.id)) for what in can)
        if wanted.offers and (before := self._newest.replace(turn.thread, message, message)):
            self._town.lines[before].offers = ()

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        mark = f"{turn.question.message} {number}"
        files = [(file.name, file.content)]
        return MessageId(self._town.write(BOT, "", turn.thread.thread, files=files, mark=mark).id)

    async def delete(self, turn: Turn, message: MessageId) -> None:
        self._town.lines[message].gone = True
        self._town.ring()

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        marks = [(line.mark.split(), line.id) for line in self._town.thread(turn.thread.thread) if line.mark]
        return {int(number): MessageId(id) for (asked, number), id in marks if asked == turn.question.message}


class Remembered:
    """All that was ever written."""

    def __init__(self, town: Town) -> None:
        self._town = town

    async def channels(self) -> Collection[str]:
        return {one.question.thread.channel for one in self._said()}

    async def messages(self, channel: str, after: str, most: int) -> Listing:
        behind = [one for one in self._behind(after) if one.question.thread.channel == channel]
        lively = {one.question.thread: None for one in behind if one.reply}
        newest = behind[-1].question.message if behind else ""
        return Listing([one for one in behind if not one.reply], newest, lively)

    async def replies(self, thread: Thread, after: str, most: int) -> Listing:
        found = [one for one in self._behind(after) if one.reply and one.question.thread == thread]
        return Listing(found, found[-1].question.message if found else "")

    def moment(self, mark: str) -> float:
        return float(mark)

    def mark(self, moment: float) -> str:
        return str(int(moment))

    def _behind(self, after: str) -> list[Said]:
        return [one for one in self._said() if order(one.question.message) > order(after)]

    def _said(self) -> list[Said]:
        return [heard for line in self._town.lines.values() if (heard := said(line))]


@asynccontextmanager
async def opened(town: Town, site: Site, pauses: Pauses) -> AsyncIterator[SmallPlatform]:
    yield SmallPlatform(town, site, pauses)


_platform: type[Platform] = SmallPlatform
_fetches: type[Fetches] = SmallPlatform
_permalinks: type[Permalinks] = SmallPlatform
_messages: type[Messages] = Written
_history: type[History] = Remembered
