"""Who is told what goes wrong in a workspace: once, privately, and the one who can do something about it."""

import logging
from collections.abc import Callable
from functools import partial

from bridge.bridge import Bridge
from bridge.errors import BadConfig, PlatformError, ShutOut, Undeliverable
from bridge.patience import until_stored
from bridge.protocols import Store
from bridge.texts import say
from bridge.types import Language, Question
from platforms.errands import Errands
from platforms.slack.workspace import Workspace
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

FOR_OWNERS = frozenset(
    {
        "accesslimited",
        "edit_window_closed",
        "ekm_access_denied",
        "messages_tab_disabled",
        "missing_scope",
        "two_factor_setup_required",
    }
)
"""What only an owner or an admin can mend, and what everybody would run into."""

EXCERPT = 80
"""Characters of a question by which its asker knows it again."""


class Owners:
    """What the owners of an app hear of, wherever they can be reached; that they did is in the ledger."""

    def __init__(self, bridge: Bridge, store: Store, errands: Errands, app: str) -> None:
        self._bridge = bridge
        self._store = store
        self._errands = errands
        self._app = app

    def shut_out(self, team: str, why: ShutOut) -> None:
        """Slack takes nothing of ours there."""
        tell = partial(self._bridge.owner.without, self._app, why)
        self._errands.begin(self._once(f"slack/{team}", str(why), tell))

    def let_in(self, team: str) -> None:
        """It does again."""
        self._errands.begin(self._cleared(f"slack/{team}"))

    def no_address(self, error: BadConfig) -> None:
        """Socket Mode does not come back."""
        tell = partial(self._bridge.owner.without, self._app, error)
        self._errands.begin(self._once(f"slack/{self._app}", str(error), tell))

    def address(self) -> None:
        """It is back."""
        self._errands.begin(self._cleared(f"slack/{self._app}"))

    def noticed(self, team: str, scopes: str, method: str, trouble: NotNow | NotThere | PlatformError) -> None:
        """Once for each scope that is missing, and once more when others were granted instead."""
        if isinstance(trouble, Undeliverable) and trouble.code in FOR_OWNERS:
            tell = partial(self._bridge.owner.refused, self._app, method, trouble)
            key = f"slack/{team}/{trouble.code} {str(trouble) if trouble.code == 'missing_scope' else ''}"
            self._errands.begin(self._once(key.strip(), scopes or trouble.code, tell))

    async def _once(self, key: str, why: str, tell: Callable[[], None]) -> None:
        if await until_stored(lambda: self._store.walled(key, why)):
            tell()

    async def _cleared(self, key: str) -> None:
        if await until_stored(lambda: self._store.cleared(key)):
            self._bridge.owner.back(self._app)


async def tell_asker(workspace: Workspace, question: Question, why: Undeliverable, language: Language) -> None:
    """In a direct message, that there is something which can't be shown where they asked; a courtesy."""
    place = question.thread.channel
    if place.startswith("D"):
        return  # there is no other place for that than the one that does not take it
    excerpt = " ".join(question.text.split())
    excerpt = excerpt if len(excerpt) <= EXCERPT else excerpt[:EXCERPT].rstrip() + " …"
    try:
        name = await workspace.channel_name(place)
    except (NotNow, NotThere, PlatformError):
        name = place
    said = say("undelivered", language, question=excerpt, channel=name, what=why.say(language))
    try:
        await workspace.tell(question.author, said, None)
    except (NotNow, NotThere, PlatformError) as error:
        logger.info("%s could not be told that an answer is not shown: %s", question.author, error)
