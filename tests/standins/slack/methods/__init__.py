"""The Web API's methods, a room per family; each takes the workspace and the arguments, and never waits.

A new family (streams, files, views) is a new module with its own METHODS, named here.
"""

from . import assistant, chat, conversations, people, reactions
from .common import Method

METHODS: dict[str, Method] = {
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **people.METHODS,
    **reactions.METHODS,
}
