"""Which Threads an old chat is: one for what its page shows, and one for each branch that is not shown any more."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace

import orjson
from sqlalchemy import Connection, or_, select

from bridge.types import Chat, ConversationId, Thread
from storage.home import OTHERS
from storage.models import imported

ARCHIVE = "chatgpt"
"""The platform of Threads that were brought from there; nobody asks in them, and nothing is shown there."""

BRANCH = "#"
"""Between a conversation and its branch; that is no conversation on ChatGPT, which could be deleted there alone."""


def thread_of_chat(chat: Chat) -> Thread:
    return Thread(ARCHIVE, "", chat.channel, chat.conversation)


def thread_of_branch(shown: Thread, branch: str) -> Thread:
    return replace(shown, thread=branch_of(shown.thread, branch))


def branch_of(conversation: str, branch: str) -> ConversationId:
    return ConversationId(f"{conversation}{BRANCH}{branch}")


def digest(chat: Chat) -> str:
    """Another one where anything in it is different."""
    return hashlib.blake2b(orjson.dumps(chat), digest_size=16).hexdigest()


def brought_into(connection: Connection, home: str) -> Sequence[str]:
    """The conversations that were imported and belong to this home."""
    threads = [home, *connection.execute(OTHERS, {"own": home}).scalars()]
    query = select(imported.c.conversation).where(imported.c.thread.in_(threads))
    return [one for one in connection.execute(query).scalars() if BRANCH not in one]


def beside(connection: Connection, conversations: Collection[str]) -> Sequence[str]:
    """The homes of what was imported of these conversations and is not shown on their pages."""
    if not conversations:
        return ()
    begins = (imported.c.conversation.startswith(one + BRANCH, autoescape=True) for one in conversations)
    return list(connection.execute(select(imported.c.thread).where(or_(*begins))).scalars())
