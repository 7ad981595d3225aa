"""The seam to the ledger."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from bridge.events import Event
from bridge.types import (
    Asked,
    Busy,
    Channel,
    Conversation,
    ConversationId,
    Enclosed,
    Entry,
    File,
    Head,
    Image,
    Inhabited,
    MessageId,
    Offered,
    Part,
    Query,
    Question,
    Results,
    Seen,
    Sheet,
    Talk,
    Thread,
    Turn,
    TurnId,
    Wanted,
    Which,
)

Prepare = Callable[[Thread, str], tuple[Question, str]]
"""What a question and its backend are in a conversation that began in this Thread and has this model, if any."""


Join = Callable[[Sequence[str]], str]
"""The words of several messages as those of one question."""


class Store(Protocol):
    """The ledger: every step of every turn, written before the next one begins.

    Threads that were joined are one conversation: what is said here of a Thread's turns, its conversation and its
    model is the same for all of them. Where a turn was asked is its own.
    """

    async def accept(
        self,
        question: Question,
        backend: str,
        *,
        held: bool = False,
        prepare: Prepare | None = None,
        free: Collection[str] = (),
    ) -> Turn | None:
        """Remember a new question with its files and attachments; None when its message is known already.

        ``backend`` may name an account, ``chatgpt/kim``: a Thread that began with another one of the same backend
        stays with that, unless the backend is among the ``free`` ones. ``held``: the caller holds the stream, so
        without the caller there is nobody to answer. ``prepare`` is asked where the conversation began elsewhere,
        or a model was chosen for it.
        """

    async def decline(self, question: Question, backend: str, reason: str) -> Turn | None:
        """Remember a question that is not asked, as failed with this reason; None when its message is known."""

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        """Take back the question of this message; False when it was begun already, or never asked."""

    async def merge(self, turn: TurnId, join: Join) -> Turn | None:
        """What its asker has asked behind it, and in the same way, is one question with it, unless it was begun.

        The whole of it, as ``next`` gives it; None where it is one message. The messages stay known.
        """

    async def said_last(self, turn: TurnId) -> float:
        """When the last of these messages was accepted, in Unix seconds."""

    async def follows(self, turn: TurnId) -> bool:
        """Whether it would become one question with one that waits before it."""

    async def fetched(self, turn: TurnId, files: Sequence[File]) -> None:
        """The turn's attachments, in their order."""

    async def next(self, thread: Thread) -> Turn | None:
        """The oldest turn that was asked in just this Thread and is not at its end, with the files it needs."""

    async def unfinished(self) -> Sequence[Thread]:
        """The Threads that have such turns, oldest first."""

    async def asking(self, turn: TurnId) -> bool:
        """From now on something may have been typed; False when the question was taken back, and is not asked."""

    async def record(self, turn: TurnId, event: Event) -> None:
        """Remember what the backend told; Text, Rewritten, Status, Notice, Cut and Held leave no trace here.

        An Image or File that is told again is remembered once. Raises ConversationTaken when another Thread has
        what was Opened.
        """

    async def answered(self, turn: TurnId, answer: str, *, stopped: bool = False) -> None:
        """The whole answer is known."""

    async def announced(self, turn: TurnId) -> None:
        """A message is about to be posted for it, though nothing was asked yet: it says that it waits."""

    async def posted(self, turn: TurnId, part: Part) -> None:
        """A message of the answer stands on the platform and holds this much."""

    async def delivered(self, turn: TurnId) -> None:
        """The person has the whole answer."""

    async def failed(self, turn: TurnId, reason: str, answer: str | None = None, *, given_up: bool = False) -> None:
        """There will be no whole answer, only so much of it; the person is still to be told.

        ``answer`` None: what is there already stays. ``given_up``: not because of anything in the answer, so that
        it may be worth another try.
        """

    async def told(self, turn: TurnId) -> None:
        """The person knows that there will be no answer."""

    async def taken_up(self, turn: TurnId) -> int:
        """An earlier life ended with it in hand; how often that has been so by now."""

    async def laid_down(self, turns: Collection[TurnId]) -> None:
        """This life ends in order with these in hand: that they were taken up in it does not count."""

    async def entries(self, wanted: Wanted) -> Sequence[Entry]:
        """The newest of them, newest first."""

    async def entry(self, turn: TurnId) -> Entry | None:
        """The one of this id."""

    async def retry(self, turn: TurnId, *, anew: bool = False) -> bool:
        """A failed turn goes on from where it failed, ``anew``: from its beginning; False where it can't.

        What may have been asked is looked for, and what was asked is read: only ``anew`` it is asked once more. A
        caller who held the stream is gone, and nobody else can be shown the answer.
        """

    async def give_up(self, turn: TurnId) -> bool:
        """Whoever works on the turn, or would next, gives it up; False when it is at its end."""

    async def called(self, after: int | None = None) -> tuple[int, Sequence[tuple[TurnId, Thread, bool]]]:
        """Turns that somebody wants to be tried again or given up since a number; and the number for the next time.

        With each, whether it is to be given up.

        Nothing but the number when ``after`` is None.
        """

    async def note(self, over: Sequence[Turn]) -> None:
        """Turns that came to their end before anything of them was written: delivered, or failed and told.

        All in one step, in this order; their ids are made here. A message that is known already stays as it is.
        """

    async def put_heads(self, heads: Sequence[Head]) -> None:
        """The ends of these Threads, each in the place of an earlier one; none of a turn that is not known."""

    async def newest_heads(self, most: int) -> Sequence[Head]:
        """So many of them, the oldest first; whether their Threads have gone on is not looked at."""

    async def take_head(self, caller: str, hash: str) -> Thread | None:
        """The Thread that this transcript of the caller's goes on in; whoever asks next for the same gets another.

        Never a Thread in which more was said since, or which has begun anew.
        """

    async def keep(self, thread: Thread, message: MessageId, text: str) -> None:
        """What the platform keeps with the turn that this message of the Thread's channel asked, in its own words.

        It takes the place of what was kept before; nothing is kept with a turn that is not known.
        """

    async def kept(self, thread: Thread, message: MessageId) -> str | None:
        """What was kept with that turn."""

    async def erase_turn(self, turn: TurnId) -> bool:
        """Nothing of it is known any more but which message asked it; False when that was so already."""

    async def go_on_in_new(self, turn: TurnId, preface: str) -> None:
        """The turn's conversation is full: its Thread has none now, and the question goes behind this preface."""

    async def stands_in(self, turn: TurnId, backend: str, model: str) -> None:
        """Another backend answers the turn, with this model; empty: its own."""

    async def missed(self, turn: TurnId) -> Sequence[Turn]:
        """What others have answered in the Thread since the turn's backend was asked last; without files."""

    async def catch_up(self, turn: TurnId, preface: str) -> None:
        """The turn's question goes behind this preface."""

    async def forget(self, thread: Thread) -> None:
        """The Thread's next question begins a new conversation."""

    async def adopt(self, thread: Thread, backend: str, conversation: ConversationId) -> int:
        """The Thread goes on in this conversation; ConversationTaken when another Thread has it.

        How many of its turns were imported: they are the Thread's history from now on.
        """

    async def titled(self, thread: Thread, conversation: ConversationId, title: str) -> None:
        """The Thread's conversation is called this now."""

    async def call(self, thread: Thread, title: str) -> None:
        """People call the Thread so, whatever a backend calls its conversation; empty: no more."""

    async def title(self, thread: Thread) -> str:
        """What people call it, or else its backend; empty where neither does."""

    async def tag(self, thread: Thread, new: Sequence[str], gone: Sequence[str] = ()) -> None:
        """It is to be found under the new ones, and under those that are gone no more."""

    async def tags(self, thread: Thread) -> Sequence[str]:
        """All that it was given; those in its questions, too, unless their caller held the stream."""

    async def conversation(self, thread: Thread) -> Conversation | None:
        """The one that the Thread began or adopted last."""

    async def walled(self, backend: str, why: str) -> bool:
        """Something stands in the backend's way; False when that was known already."""

    async def cleared(self, backend: str) -> bool:
        """Nothing does any more; False when that was known already."""

    async def knows(self, thread: Thread) -> bool:
        """Whether anything was ever asked in this Thread."""

    async def messages(self, thread: Thread) -> Collection[MessageId]:
        """What was posted on the platform for the Thread's turns."""

    async def shown(self, thread: Thread, before: TurnId) -> Sequence[Part]:
        """The messages of the Thread's last answer before this turn, in their order."""

    async def history(
        self, thread: Thread, before: TurnId | None = None, *, whole: bool = True, most: int | None = None
    ) -> Sequence[Turn]:
        """The Thread's turns in order, up to but without ``before``; without files and what was taken back.

        Not the ``whole``: since the Thread's conversation was last begun anew. ``most``: so many of the newest.
        """

    async def files(self, thread: Thread, before: TurnId) -> Mapping[TurnId, tuple[File, ...]]:
        """What came with the Thread's questions before this turn."""

    async def made(self, turn: TurnId) -> tuple[Image | File, ...]:
        """What came with the turn's answer."""

    async def join(self, thread: Thread, other: Thread) -> bool:
        """From now on the Thread goes on with the other's conversation, and both are one.

        False, and nothing is done, when something was asked in it before, or when it is one with another already.
        """

    async def home(self, thread: Thread) -> Thread:
        """The one in which the Thread's conversation began: mostly itself."""

    async def joined(self, thread: Thread) -> Sequence[Thread]:
        """The other Threads that are one conversation with this one, in the order in which they came to it."""

    async def turn(self, turn: TurnId) -> Turn | None:
        """The one of this id; without files."""

    async def turn_of(self, thread: Thread, message: MessageId) -> Turn | None:
        """The one that this message of the Thread's channel asked, or is a part of the answer of; without files."""

    async def last(self, thread: Thread) -> Turn | None:
        """The Thread's newest turn; without files."""

    async def waiting(self, thread: Thread) -> int:
        """How many turns of the Thread are not at their end."""

    async def choose(self, thread: Thread, model: str) -> None:
        """What the Thread's questions ask for if they name no model; empty: nothing."""

    async def chosen(self, thread: Thread) -> str:
        """What was chosen last."""

    async def find(self, query: Query, seen: Seen, most: int = 10, offset: int = 0) -> Results:
        """The best of the turns that hold all that is wanted and nothing unwanted, in title, question or answer."""

    async def offer(self, turn: TurnId) -> bool:
        """An earlier answer is about to be shown to its asker; False when it was begun, or that was so before."""

    async def offered(self, turn: TurnId) -> Offered | None:
        """What was shown so, as long as the turn was not begun."""

    async def offer_stands(self, turn: TurnId, message: MessageId) -> None:
        """Others see this message of it."""

    async def ask_anyway(self, turn: TurnId) -> bool:
        """Its asker wants it to be asked all the same; False when it was begun, or waits for no such word."""

    async def index(self) -> bool:
        """Bring forward a step that by which is found what was said; False when nothing is left to be done."""

    async def inhabited(self) -> Sequence[Inhabited]:
        """Every channel in which something was asked, the liveliest first."""

    async def talks(
        self, place: Channel | None = None, before: tuple[float, TurnId] | None = None, most: int = 50
    ) -> Sequence[Talk]:
        """The Threads of a channel, or of all of them, where somebody asked last first.

        Of all: each conversation once. ``before``: of those that follow behind the one with this last turn.
        """

    async def asked(self, since: float, days: int) -> Sequence[Asked]:
        """How much was asked on each of so many days of 24 hours, since then (Unix seconds)."""

    async def asked_in(self, place: Channel, since: float, before: float) -> Sequence[Busy]:
        """The Threads of a channel in which somebody asked then and before (Unix seconds), oldest first.

        Only what was asked in that while counts.
        """

    async def digested(self, place: Channel) -> float:
        """Up to when (Unix seconds) the channel was told what was asked there; 0: never."""

    async def digest_stands(self, place: Channel, due: float) -> None:
        """It was told that up to then."""

    async def enclosed(self, turns: Collection[TurnId]) -> Sequence[Enclosed]:
        """What came with these questions and answers."""

    async def enclosure(self, turn: TurnId, number: int, *, asked: bool) -> File | None:
        """One of these with its bytes, a picture too."""

    async def spent(self, backend: str, since: float) -> float:
        """What the backend's answers to questions since then (Unix seconds) have cost, in US dollars."""

    async def erase(self, thread: Thread) -> int:
        """Nothing of the conversation is known any more but which messages asked; how many turns it had.

        Threads that were joined are each on their own again.

        Later steps of those do nothing, and their messages are no news.
        """

    async def recent(self, platform: str, workspace: str, since: float) -> Sequence[Thread]:
        """The Threads of a workspace in which something was asked since then (Unix seconds), newest first."""

    async def cursors(self, platform: str, workspace: str) -> Mapping[str, str]:
        """Up to where each channel of the workspace was read."""

    async def seen(self, platform: str, workspace: str, up_to: Mapping[str, str]) -> None:
        """These channels were read up to there; what the words mean is the platform's business."""

    async def sheets(self, which: Which, after: Sheet | None = None, most: int = 500) -> Sequence[Sheet]:
        """So many turns of those conversations behind this one: a conversation whole before the next."""

    async def count(self, which: Which) -> int:
        """How many turns those have."""
