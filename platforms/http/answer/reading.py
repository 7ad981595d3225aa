"""How the answer to a Chat is read: as it is, as calls of tools, as JSON."""

from platforms.http.answer.calls.calling import Calling
from platforms.http.answer.forms import in_form
from platforms.http.answer.parsed import Plainly, Reading
from platforms.http.request.chat import Chat


def reading(chat: Chat) -> Reading:
    """A new one for each answer."""
    form = in_form(chat.form) or Plainly()
    return Calling(chat.toolbox, form) if chat.toolbox.usable else form
