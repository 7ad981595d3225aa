"""The body of POST /v1/chat/completions → a Chat. Pure.

Source: openapi.yaml 2.3.0. Any optional field may be null; what is not known is ignored and named. fields.py says
what is done with which.
"""

from platforms.http.errors import ApiError
from platforms.http.request.body import fields_of, include_usage_of, metadata_of, model_of
from platforms.http.request.chat import CACHE_KEY, Chat
from platforms.http.request.checks import Object, expect, missing, number_of
from platforms.http.request.effort import effort_of
from platforms.http.request.endings import most_tokens, stops_of
from platforms.http.request.fields import CHAT
from platforms.http.request.form import form
from platforms.http.request.messages import Message, message
from platforms.http.request.tools import toolbox


def parse(body: bytes) -> Chat:
    """What the body asks for."""
    fields = fields_of(body)
    return Chat(
        model=model_of(fields),
        messages=_messages(fields),
        stream=expect(bool, fields.get("stream", False), "stream"),
        include_usage=include_usage_of(fields),
        effort=effort_of(fields),
        search=_search(fields),
        metadata=metadata_of(fields),
        stop=stops_of(fields),
        most_tokens=most_tokens(fields),
        form=form(fields.get("response_format", {}), "response_format"),
        toolbox=toolbox(fields),
        temperature=number_of(fields, "temperature"),
        cache_key=expect(str, fields.get(CACHE_KEY, ""), CACHE_KEY),
        ignored=CHAT.ignored(fields),
    )


def _search(fields: Object) -> bool:
    """Asked for by the field alone; what it holds is ignored."""
    expect(dict, fields.get("web_search_options", {}), "web_search_options")
    return "web_search_options" in fields


def _messages(fields: Object) -> tuple[Message, ...]:
    if "messages" not in fields:
        raise missing("messages")
    listed = expect(list, fields["messages"], "messages")
    if not listed:
        raise ApiError(400, "messages is empty: send at least one.", param="messages", code="empty_array")
    return tuple(message(one, f"messages[{number}]") for number, one in enumerate(listed))
