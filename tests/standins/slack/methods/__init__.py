"""The Web API's methods, a room per family; each takes the workspace and the arguments, and never waits.

A new family is a new module with its own METHODS, named here.
"""

from . import assistant, chat, conversations, files, people, reactions, streams, views
from .common import Method

METHODS: dict[str, Method] = {
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **views.METHODS,
}
