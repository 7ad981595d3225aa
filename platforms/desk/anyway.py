"""What whoever asked does about a question that waits because it was asked before."""

from bridge.before.told import told
from bridge.types import Turn, TurnId
from platforms.desk.around import Around
from platforms.desk.click import Click


class Anyway:
    """Of one workspace. Nobody else's click does anything, and nobody else is shown what was found."""

    def __init__(self, around: Around) -> None:
        self._around = around

    async def ask(self, click: Click) -> None:
        """Though it was asked before."""
        if turn := await self._theirs(click):
            asked = await self._around.bridge.ask_anyway(turn)
            self._say(click, "asked_anyway" if asked else "asked_already")

    async def leave(self, click: Click) -> None:
        """It is not asked."""
        if turn := await self._theirs(click):
            gone = await self._around.bridge.withdraw(turn.thread, turn.question.message)
            self._say(click, "left_unasked" if gone else "asked_already")

    async def show(self, click: Click) -> None:
        """Where it was asked, looked for anew: nothing of it was kept."""
        if turn := await self._theirs(click):
            self._around.begin(click.sender, self._shown(click, turn))

    async def _shown(self, click: Click, turn: Turn) -> None:
        around, before = self._around, self._around.bridge.before
        earlier = await before.told(await before.found(turn))
        if not earlier:
            return self._say(click, "no_longer_there")
        seconds = around.site.rules(turn.thread.place).asked_before
        return await around.answer(click.sender, told(turn, earlier, seconds, around.language(turn.thread)))

    async def _theirs(self, click: Click) -> Turn | None:
        """The turn that waits, if it is theirs; else they are told so."""
        sender, store = click.sender, self._around.bridge.store
        turn = await store.turn(TurnId(int(click.value))) if click.value.isdecimal() else None
        if turn is None or turn.thread.place != sender.thread.place:
            self._say(click, "asked_already")
            return None
        if turn.question.author != sender.person:
            self._say(click, "not_your_question")
            return None
        return turn

    def _say(self, click: Click, key: str) -> None:
        self._around.tell(click.sender, self._around.say(click.sender, key))
