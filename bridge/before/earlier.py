"""Where the same was asked before, for whoever asks it now and may read it there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bridge.before.alike import alike, telling
from bridge.commands.controls import Controls
from bridge.protocols import Hides, Platform
from bridge.types import Earlier, Found, Looking, Question, Results, Seen, State, Thread, Turn

MOST = 3

LOOKED_AT = 20
"""Of what has these words."""

ANSWERED = (State.ANSWERED, State.DELIVERED)

Find = Callable[[Looking], Awaitable[Results]]


class Before:
    """In the workspace in which somebody asks."""

    def __init__(self, find: Find, controls: Controls, platforms: Mapping[str, Platform]) -> None:
        self._find = find
        self._controls = controls
        self._platforms = platforms

    async def here(self, turn: Turn) -> Sequence[Found]:
        """In this very channel, which its asker sees: nobody needs to be asked where else they are."""
        found = await self._same(turn.question, Seen((turn.thread.place,)))
        return [one for one in found if not await self._hides(one.turn.thread, turn.question.author)]

    async def found(self, turn: Turn) -> Sequence[Found]:
        """Wherever they may read it."""
        return await self._same(turn.question, Seen((turn.thread.place,), turn.question.asker))

    async def anywhere(self, question: Question) -> Sequence[Found]:
        """On all platforms, for whoever may read everything."""
        return await self._same(question, Seen(everything=True), anywhere=True)

    async def _same(self, question: Question, seen: Seen, *, anywhere: bool = False) -> Sequence[Found]:
        """One of each Thread, the best first; what comes with files is never the same."""
        words = telling(question.text)
        if not words or question.files or question.attachments:
            return ()
        there = (await self._find(Looking(words, seen, LOOKED_AT, whole=True))).found
        same = {
            one.turn.thread: one
            for one in reversed(there)
            if (anywhere or _is_near(one.turn, question)) and _is_answer(one.turn, question)
        }
        return list(reversed(same.values()))[:MOST]

    async def _hides(self, thread: Thread, person: str) -> bool:
        platform: object = self._platforms.get(thread.platform)
        return isinstance(platform, Hides) and await platform.hides(thread, person)

    async def told(self, found: Sequence[Found]) -> Sequence[Earlier]:
        """With what people call its channel and where it can be read; platforms are asked for both."""
        links = await self._controls.permalinks([one.turn for one in found])
        return [
            Earlier(one.turn, one.title, await self._controls.channel_name(one.turn.thread.place), link)
            for one, link in zip(found, links, strict=True)
        ]


def _is_near(one: Turn, question: Question) -> bool:
    """In the same workspace."""
    here, there = question.thread, one.thread
    return (here.platform, here.workspace) == (there.platform, there.workspace)


def _is_answer(one: Turn, question: Question) -> bool:
    whole = one.state in ANSWERED and one.answer and not one.stopped
    return bool(question.thread != one.thread and whole and alike(question.text, one.question.text))
