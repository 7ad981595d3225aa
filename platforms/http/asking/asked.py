"""What is asked for one request, and what comes of that for the requests that follow it."""

from dataclasses import dataclass, replace

from bridge.bridge import Bridge
from bridge.errors import ConversationGone
from bridge.types import Head, MessageId, Question
from platforms.http.answer.pieces import Whole
from platforms.http.asking import files, question
from platforms.http.asking.compared import Compared
from platforms.http.asking.earlier import said_in
from platforms.http.asking.heads import Heads
from platforms.http.asking.kept import Kept
from platforms.http.errors import may_have_been_asked
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is asked for a request, and in which Thread."""

    question: Question
    goes_on: bool = False
    """Its Thread knows what was said before, and the tools that there are."""
    is_followed: bool = True
    """What is said after the answer is said in its Thread."""
    found: Head | None = None
    """Where the Thread ended when it was found by that."""
    alone: bool = False
    """Its caller may not ask the backend that would stand in for its own."""


class Asked:
    """In one Thread."""

    def __init__(self, bridge: Bridge, heads: Heads, chat: Chat, chosen: Chosen, most_files: int) -> None:
        self.question = chosen.question
        """As it is asked now."""
        self.alone = chosen.alone
        """Nobody stands in for its backend."""
        self.in_doubt = False
        """The bridge has the question, so it may be asked; until its backend says that it was not."""
        self._bridge, self._heads, self._chat, self._most_files = bridge, heads, chat, most_files
        self._goes_on, self._is_followed, self._found = chosen.goes_on, chosen.is_followed, chosen.found
        self._first = chosen.question.message
        self._tries = 1

    @property
    def is_new(self) -> bool:
        """It is the first question of a Thread that nobody knows yet."""
        return self.question.message == question.message_id(self.question.thread.thread)

    @property
    def is_first(self) -> bool:
        """Nothing was asked for this request before."""
        return self._tries == 1

    def taken(self) -> None:
        """By the bridge."""
        self.in_doubt = True

    def again(self, text: str) -> None:
        """One more question of the same request, in the same Thread."""
        self._tries += 1
        message = MessageId(f"{self._first}-{self._tries}")
        self.question = replace(self.question, text=text, message=message, files=(), attachments=())

    async def anew(self, error: Exception | None, *, began: bool) -> bool:
        """Where its conversation is gone: ask for all that was said, in a new one; False where that is no cure."""
        if began or not (self._goes_on and isinstance(error, ConversationGone)):
            return False
        chat = await self._with_what_was_said()
        if all(message.role is not Role.ASSISTANT for message in chat.messages):
            return False
        self._goes_on, self._found = False, None
        await self._bridge.store.forget(self.question.thread)
        whole = files.newest(question.anew(chat, self.question.thread, ""), chat, self._most_files)
        self.again(whole.text)
        self.question = replace(
            self.question, instructions=whole.instructions, files=whole.files, attachments=whole.attachments
        )
        return True

    async def _with_what_was_said(self) -> Chat:
        """Where the caller has left it to us what that was: as the ledger has it."""
        if not self._chat.news:
            return self._chat
        thread = self.question.thread
        said = await said_in(self._bridge, Kept(self._bridge, thread.channel), thread)
        return replace(self._chat, messages=(*said, *self._chat.messages))

    def answered(self, whole: Whole) -> None:
        """The caller was told this; a request that has it as its last answer goes on here."""
        if self._is_followed:
            answer = Message(Role.ASSISTANT, whole.declined or whole.text, calls=whole.calls)
            thread, hash = self.question.thread, Compared(self._chat).ending(answer)
            self._heads.put(Head(thread, self.question.message, thread.channel, hash))

    def left(self, so_far: Whole) -> None:
        """The caller went away; programs keep what came, and go on from there."""
        if so_far.text or so_far.calls:
            self.answered(so_far)
        elif self.is_first:
            self._give_back(self.question.message, unasked=True)

    def failed(self, error: Exception, *, began: bool) -> None:
        """There is no answer; where nothing was asked the Thread is where it was."""
        self.in_doubt = not self.is_first or may_have_been_asked(error, began)
        if not self.in_doubt:
            self._give_back(self.question.message)

    async def never_asked(self) -> bool:
        """Whether nothing of it was ever typed, nor will be: its caller is gone."""
        await self._bridge.noted()
        turn = await self._bridge.store.turn_of(self.question.thread, self._first)
        return turn is None or not turn.asking_since

    def refused(self) -> None:
        """It was not asked, where the bridge did not take it."""
        if self._found and not self.in_doubt:
            self._give_back(self._found.message)

    def _give_back(self, message: MessageId, *, unasked: bool = False) -> None:
        """The Thread still ends where it was found, with this message in it as the last."""
        if self._found:
            self._heads.put(replace(self._found, message=message, unasked=unasked))
            self._found = None
