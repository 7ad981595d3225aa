"""What a small team has asked, in Slack, on Discord, over HTTP and on the page itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridge.events import AnsweredBy, Opened, Text, Titled
from bridge.types import Channel, ConversationId, MessageId, Question, Thread
from storage.store import SqlStore
from tests.fakes import FakePlatform
from tests.standins.screen.author import ENGLISH, KOREAN, text

NAMES = {"C01": "infra", "C02": "release", "C03": "random", "900": "공부", "901": "lounge"}


class Elsewhere(FakePlatform):
    """A Slack, or a Discord, whose channels have names."""

    async def channel_name(self, place: Channel) -> str:
        return NAMES.get(place.channel, place.channel)

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return f"https://example.slack.com/archives/{thread.channel}/p{message}"


@dataclass(frozen=True)
class Asked:
    """One Thread: where, what it is called, and who asked what there, so many days ago."""

    thread: Thread
    title: str
    days: float
    turns: Sequence[tuple[str, str, str]]


def _in(platform: str, channel: str, thread: str) -> Thread:
    return Thread(platform, {"slack": "T1", "discord": "G1"}.get(platform, ""), channel, thread)


MATHS = """The sum of the first $n$ odd numbers is $n^2$. By induction:

\\[
\\sum_{k=1}^{n+1} (2k-1) = n^2 + (2n+1) = (n+1)^2
\\]

For $n = 1$ the sum is $n^2 = 1$, and each further odd number adds just what is missing to the next square."""

UPGRADE = [
    ("ana", "How do I upgrade Postgres 14 to 15 with little downtime?", "With logical replication, in four steps."),
    ("ben", "And if it goes wrong?", "Keep the old cluster, and replicate **back** until you are sure."),
]
ROOTS = "\\[\nx = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}\n\\]"

ASKED = [
    Asked(_in("slack", "C03", "5"), "점심", 9, [("minji", "점심 뭐 먹지?", "가까운 곳에 국수집이 있습니다.")]),
    Asked(_in("discord", "901", "6"), "Odd numbers", 3, [("ben", "Why do odd numbers sum to squares?", MATHS)]),
    Asked(_in("http", "laptop", "7"), "", 1.2, [("laptop", "Rewrite this without recursion", "Use a stack.")]),
    Asked(_in("slack", "C01", "4"), "Postgres upgrade", 1, UPGRADE),
    Asked(_in("slack", "C02", "3"), "Release plan for Friday", 0.2, [("ana", ENGLISH, text("english"))]),
    Asked(_in("discord", "900", "2"), "이차방정식", 0.15, [("지훈", "근의 공식을 설명해 줘", ROOTS)]),
    Asked(_in("web", "general", "1"), "asyncio와 스레드", 0.05, [("ana", KOREAN, text("korean"))]),
]


class Clock:
    """That of the ledger while it is filled."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


async def fill(store: SqlStore, clock: Clock) -> None:
    """All of it, as if it had been asked then."""
    now = clock.now
    for number, one in enumerate(ASKED):
        clock.now = now - one.days * 86_400
        for count, (who, asked, answer) in enumerate(one.turns):
            question = Question(one.thread, MessageId(f"{number}-{count}"), who, asked)
            turn = await store.accept(question, "chatgpt")
            assert turn
            await store.record(turn.id, Opened(ConversationId(f"town{number}")))
            if one.title:
                await store.record(turn.id, Titled(one.title))
            await store.record(turn.id, AnsweredBy("gpt-5" if number % 3 else "gpt-5-thinking"))
            await store.record(turn.id, Text(answer))
            await store.answered(turn.id, answer)
            await store.delivered(turn.id)
            clock.now += 60
    clock.now = now


def many(days: int = 30) -> Sequence[tuple[Thread, float]]:
    """Small ones, so that the chart has something to show."""
    base = ASKED[0].thread
    return [
        (replace(base, channel=("C01", "C02", "C03")[day * at % 3], thread=f"m{day}-{at}"), day + 0.3)
        for day in range(1, days)
        for at in range((day * 7) % 11)
    ]
