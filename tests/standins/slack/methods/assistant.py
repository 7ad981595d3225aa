"""assistant.threads.*: the status line, the title and the suggested prompts of a thread.

Source: docs.slack.dev: at most 10 loading messages and 4 prompts; a post of the app clears the
status (docs.slack.dev, assistant.threads.setStatus).
"""

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Channel, Status
from tests.standins.slack.workspace import Workspace

from .common import Method, joined, message

LOADING_MOST, PROMPTS_MOST = 10, 4


def _thread(workspace: Workspace, args: Arguments) -> tuple[Channel, str]:
    channel = joined(workspace, args, "channel_id")
    ts = args.required("thread_ts", "invalid_thread_ts")
    return channel, message(channel, ts, "thread_not_found").ts


def set_status(workspace: Workspace, args: Arguments) -> Payload:
    channel, ts = _thread(workspace, args)
    loading = args.texts("loading_messages", "invalid_arguments")
    if len(loading) > LOADING_MOST:
        raise SlackError("invalid_arguments")
    text = args.text("status") or ""
    channel.statuses.pop(ts, None)
    if text:
        channel.statuses[ts] = Status(text, tuple(loading), workspace.clock.now())
    return {}


def set_title(workspace: Workspace, args: Arguments) -> Payload:
    channel, ts = _thread(workspace, args)
    channel.titles[ts] = args.required("title")
    return {}


def set_prompts(workspace: Workspace, args: Arguments) -> Payload:
    channel = joined(workspace, args, "channel_id")
    prompts = args.objects("prompts", "invalid_arguments") or []
    if len(prompts) > PROMPTS_MOST:
        raise SlackError("invalid_arguments")
    channel.prompts[args.text("thread_ts") or ""] = prompts
    return {}


METHODS: dict[str, Method] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
}
