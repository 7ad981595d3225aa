"""The body of POST /v1/completions: what there was before chats. Pure.

Source: openapi.yaml 2.3.0; completion_fields.py says what is done with which field. The prompt is asked as a person
would ask it, and what is answered is its completion.
"""

from platforms.http.request.body import fields_of, include_usage_of, model_of
from platforms.http.request.chat import Chat
from platforms.http.request.checks import Object, expect, missing, number_of, refuse_type, unsupported
from platforms.http.request.completion_fields import COMPLETIONS
from platforms.http.request.endings import most_tokens, stops_of
from platforms.http.request.messages import Message, Role


def parse(body: bytes) -> Chat:
    """What the body asks for."""
    fields = fields_of(body)
    return Chat(
        model=model_of(fields),
        messages=(Message(Role.USER, _prompt(fields)),),
        stream=expect(bool, fields.get("stream", False), "stream"),
        include_usage=include_usage_of(fields),
        stop=stops_of(fields),
        most_tokens=most_tokens(fields, "max_tokens"),
        temperature=number_of(fields, "temperature"),
        ignored=COMPLETIONS.ignored(fields),
    )


def _prompt(fields: Object) -> str:
    """A text, or a list of one."""
    if "prompt" not in fields:
        raise missing("prompt")
    prompt = fields["prompt"]
    if isinstance(prompt, list):
        if len(prompt) > 1 and all(isinstance(one, str) for one in prompt):
            raise unsupported("prompt", "one answer is given to one question; ask for each by itself")
        if any(isinstance(one, int | list) for one in prompt):
            raise unsupported("prompt", "numbers of tokens can't be asked; send the text")
        prompt = prompt[0] if len(prompt) == 1 else None
    if not isinstance(prompt, str):
        raise refuse_type("prompt", "a string or an array of one string")
    return prompt
