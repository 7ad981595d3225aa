"""The Web API's methods, a room per family; each takes the workspace and the arguments, and never waits.

A new family (streams, views) is a new module with its own METHODS, named here.
"""

from . import assistant, chat, conversations, files, people, reactions
from .common import Method

METHODS: dict[str, Method] = {
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **reactions.METHODS,
}
