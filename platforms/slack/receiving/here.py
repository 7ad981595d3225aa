"""One Slack workspace, for whoever handles something that came from it."""

from dataclasses import dataclass, field
from functools import partial

from bridge.types import Thread
from platforms.desk.around import Around, Sender
from platforms.slack.receiving.reading import SlackMessages
from platforms.slack.receiving.whispers import Whispers
from platforms.slack.workspace import DIRECT, Us, Workspace


@dataclass(frozen=True, slots=True)
class Here:
    """What is around it, and the workspace itself."""

    around: Around
    workspace: Workspace
    us: Us
    whispers: Whispers = field(repr=False)

    @property
    def messages(self) -> SlackMessages:
        return SlackMessages(self.workspace, self.us)

    def sender(self, person: str, thread: Thread, response_url: str = "", *, whispered: bool = False) -> Sender:
        """`response_url`: where an answer is to go, unless it goes into the thread. `whispered`: something was
        pressed in a message that only they see; the answer takes that one's place."""
        answer = (
            partial(self.whispers.respond, response_url, thread, replace=whispered)
            if response_url
            else partial(self.whispers.whisper, person, thread)
        )
        return Sender(person, thread, answer, direct=thread.channel.startswith(DIRECT))
