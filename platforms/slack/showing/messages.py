"""The messages of one answer in its thread: streamed where Slack streams, else posted and edited."""

import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import TracebackType
from typing import Any, Self

from bridge.errors import Undeliverable
from bridge.protocols import Store
from bridge.types import File, Image, Language, MessageId, Model, Turn
from platforms.ids import message_of
from platforms.showing.answer import Wanted
from platforms.showing.draft import Budget
from platforms.showing.reply import Messages
from platforms.slack.outbound import PART, Bare, blocks, fallback, growing, streamed
from platforms.slack.showing import older
from platforms.slack.showing.buttons import actions
from platforms.slack.showing.sign import Sign
from platforms.slack.showing.stream import START, Streams
from platforms.slack.showing.writing import UPDATE, Look, Writing
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

PAGE = 200

NO_EDITS = "edit_window_closed"
"""The workspace lets nobody edit, or not for long."""

UPLOADS = 8
"""How often a file is tried, some minutes in all; the questions behind it in the thread don't wait for ever."""


class SlackMessages:
    """Of one turn. In its block a sign of life is shown, until there is something to read."""

    def __init__(
        self,
        workspace: Workspace,
        turn: Turn,
        language: Language,
        store: Store,
        stop: Callable[[], object] = lambda: None,
        models: Callable[[], Sequence[Model]] = tuple,
    ) -> None:
        self._workspace = workspace
        self._rates = workspace.rates
        self._posts = workspace.rates.posts(turn.thread.channel)
        self._turn = turn
        self._language = language
        self._store = store
        self._models = models
        self._sign = Sign(workspace, turn, language)
        self._streams = Streams(workspace, turn, stop)
        self._writing = Writing(workspace, turn)
        self._rendered = "", ""
        """The growing part, and what is said of it; it is asked for again and again."""
        self._final: Bare | None = None
        """The message that has the buttons, once it is final."""

    async def __aenter__(self) -> Self:
        await self._sign.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._streams.close()
        await self._sign.__aexit__(kind, error, trace)

    def busy(self, note: str) -> bool:
        self._sign.say(note)
        return self._sign.told

    def seen(self, wanted: Wanted) -> Wanted | str | None:
        return (self._growing(wanted) or None) if self._streams_it(wanted) else wanted

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        if message is None:
            return self._rates.of(START) if self._streams_it(wanted) else self._posts
        if self._streams.open(message):
            return self._streams.budget(message, self._growing(wanted), closed=wanted.closed)
        return self._rates.of(UPDATE)

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        message = None
        if self._streams_it(wanted):
            message = await self._streams.start(wanted.number, self._growing(wanted), self._buttons(wanted))
            if message is None:
                await self._posts.turn()
        if message is None:
            self._streams.give_up(wanted.number)
            message = await self._writing.post(self._look(wanted))
            self._keep(message, wanted)
        self._sign.over()
        return message

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        """A part that is closed gets its final form in any case."""
        whole = False
        if self._streams.open(message):
            if not wanted.closed and await self._streams.append(message, self._growing(wanted)):
                return
            if wanted.closed:
                rest, metadata = streamed(wanted.markdown), self._writing.metadata(wanted.number)
                whole = await self._streams.stop(message, rest, metadata)
            await self._rates.of(UPDATE).turn()
        try:
            await self._update(message, wanted)
        except Undeliverable as error:
            if error.code != NO_EDITS:
                raise
            if wanted.closed and not whole:
                raise NotThere(NO_EDITS) from error  # what stands there is no answer: it has to be said once more
            logger.info("a message stays as it is, for nothing may be edited here")
            return
        self._keep(message, wanted)

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        """A file in the turn's thread; known by the file's id, since Slack posts it a moment later."""
        if not file.content:
            raise Undeliverable(what="Slack takes no empty files.")
        if turn.resumed and (there := await self._uploaded(turn, file.name)):
            return there
        await self._posts.turn()
        stumbles, key = self._workspace.stumbles, (turn.id, number)
        try:
            with calling():
                done = await self._workspace.client.files_upload_v2(
                    filename=file.name,
                    content=file.content,
                    channel=turn.thread.channel,
                    thread_ts=turn.thread.thread,
                )
        except NotNow as trouble:
            stumbles[key] += trouble.unclear
            if stumbles[key] < UPLOADS:
                raise
            del stumbles[key]
            raise Undeliverable(what=str(trouble)) from trouble
        stumbles.pop(key, None)
        self._sign.over()
        return MessageId(done["files"][0]["id"])

    async def delete(self, turn: Turn, message: MessageId) -> None:
        await self._rates.of("chat.delete").turn()
        with calling():
            await self._workspace.client.chat_delete(channel=turn.thread.channel, ts=message)

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """By their metadata; a stream has none before its end, and is known by its place.

        The turns of a thread are answered one after the other, parts are posted in order, and each is looked for
        before the next is posted. So what we said since the question without a word of whose part it is, and the
        ledger has for no turn, is the part that comes next.
        """
        found, unknown = await self._said_by_us(turn)
        recorded = await self._store.messages(turn.thread)
        free = (number for number in count(1) if number not in known and number not in found)
        streams = [message for message in unknown if message not in recorded]
        return dict(zip(free, streams, strict=False)) | found

    async def finish(self) -> None:
        """The answer before this one loses its buttons."""
        if self._final is not None:
            await older.bare(self._workspace, self._store, self._turn, self._final)

    async def _update(self, message: MessageId, wanted: Wanted) -> None:
        """Slack edits nothing that it still streams, which an earlier run may have begun."""
        try:
            await self._writing.update(message, self._look(wanted), final=wanted.closed)
        except Undeliverable as error:
            if error.code != "streaming_state_conflict":
                raise
            await self._streams.end(message)
            await self._rates.of(UPDATE).turn()
            await self._writing.update(message, self._look(wanted), final=wanted.closed)

    async def _said_by_us(self, turn: Turn) -> tuple[dict[int, MessageId], list[MessageId]]:
        """Since the question, in its thread: the turn's parts, and what is nobody's."""
        found, unknown = dict[int, MessageId](), list[MessageId]()
        for message in await self._ours_since(turn):
            number = _part_of(turn, message)
            if number:
                found[number] = MessageId(message["ts"])
            elif not message.get("metadata") and not message.get("files"):
                unknown.append(MessageId(message["ts"]))
        return found, unknown

    async def _uploaded(self, turn: Turn, name: str) -> MessageId | None:
        """The file of this name that stands below the question, and that the ledger has for no turn."""
        recorded = await self._store.messages(turn.thread)
        files = [file for message in await self._ours_since(turn) for file in message.get("files") or ()]
        there = (MessageId(file["id"]) for file in files if name in (file.get("name"), file.get("title")))
        return next((file for file in there if file not in recorded), None)

    async def _ours_since(self, turn: Turn) -> list[Mapping[str, Any]]:
        """What we said in the turn's thread since its question."""
        user, ours = (await self._workspace.us()).user, list[Mapping[str, Any]]()
        await self._rates.of("conversations.replies").turn()
        with calling():
            pages = await self._workspace.client.conversations_replies(
                channel=turn.thread.channel,
                ts=turn.thread.thread,
                oldest=message_of(turn.question.message),
                include_all_metadata=True,
                limit=PAGE,
            )
            async for page in pages:
                ours += [one for one in page["messages"] if one.get("user") == user]
        return [one for one in ours if one["ts"] != turn.thread.thread]

    def _streams_it(self, wanted: Wanted) -> bool:
        return bool(not wanted.closed and wanted.text and self._streams.claim(wanted.number))

    def _growing(self, wanted: Wanted) -> str:
        """What can be said for good of a part that grows."""
        text, rendered = self._rendered
        if text != wanted.text:
            rendered = growing(wanted.text)
            self._rendered = wanted.text, rendered
        return rendered

    def _look(self, wanted: Wanted) -> Look:
        markdown = wanted.markdown
        return Look(
            wanted.number,
            fallback(markdown),
            tuple(blocks(markdown)),
            tuple(self._buttons(wanted)),
            streamed(markdown),
        )

    def _buttons(self, wanted: Wanted) -> list[dict[str, Any]]:
        if wanted.offers is None:
            return []
        current = self._turn.question.model or wanted.offers.model
        return actions(self._turn.id, wanted.offers, self._language, self._models(), current)

    def _keep(self, message: MessageId, wanted: Wanted) -> None:
        if wanted.closed and wanted.offers is not None:
            look = self._look(wanted)
            self._final = Bare(message, look.text, look.blocks)


def _part_of(turn: Turn, message: Mapping[str, Any]) -> int:
    """0: of another turn, or of none."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    ours = metadata.get("event_type") == PART and payload.get("turn") == turn.id
    return int(payload["part"]) if ours else 0


_messages: type[Messages] = SlackMessages
