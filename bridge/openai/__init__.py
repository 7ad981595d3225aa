"""Backend over OpenAI's API or any compatible one (Ollama, vLLM, LiteLLM …), with the official SDK, streamed.

The API keeps no conversation: every turn sends the instructions and what the ledger has of the Thread. An answer
that nobody read leaves no trace there either, so a turn that was ``asking`` or ``asked`` when the process died is
simply asked again, and the SDK may send a request again by itself as long as no answer has begun. Both can cost
tokens, neither can make a message appear twice.

settings    what can be set in ``[openai]``, and for each API besides the first
backend     the Backend
wish        what an API is asked for, in no wire's words
chat        the wire ``chat``: chat completions
responses   the wire ``responses``
sdk         the official one, loaded when it is needed
made        files that an answer made in OpenAI's sandbox
media       a file as an API takes it                                              pure
window      what of a Thread fits into what a model takes                          pure
prices      what answers cost; `tally` counts one, `budget` keeps to a month's
forward     what is passed on as it is, byte by byte
doctor      whether an API answers, has the model and counts
errors      what an API refuses with, in our words
"""

from bridge.openai.backend import OpenAIBackend, open_openai
from bridge.openai.settings import OPENAI, OpenAISettings
from bridge.protocols import Plugin

__all__ = ["OPENAI", "OpenAIBackend", "OpenAISettings", "plugin"]

plugin = Plugin(settings=OpenAISettings, open=open_openai)
