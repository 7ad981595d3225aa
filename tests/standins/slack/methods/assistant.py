"""assistant.threads.* and agents.sessions.*: the status line, the title and the prompts of a thread; its session.

Source: docs.slack.dev: at most 10 loading messages and 4 prompts; a post of the app clears the status
(assistant.threads.setStatus); "Agent sessions": stop is shown while a session is processing, and it stays in that
state until the app says otherwise.
"""

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Channel, Session, Status
from tests.standins.slack.workspace import Workspace

from .common import Method, joined, message

LOADING_MOST, PROMPTS_MOST = 10, 4
TITLE_MOST = 200
SESSION_STATES = ("processing", "active", "suspended", "closed")


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


def set_session(workspace: Workspace, args: Arguments) -> Payload:
    channel, ts = _thread(workspace, args)
    status = args.required("status")
    if status not in SESSION_STATES:
        raise SlackError("invalid_arguments")
    session = channel.sessions.setdefault(ts, Session(status))
    if not session.title:
        session.title, session.initiator = args.text("title") or "", args.text("initiator_user_id")
    session.status = status
    unheard = {"warning": "missing_agent_session_stopped_event_subscription"} if workspace.unstoppable else {}
    return {"status": status, "agent_status": status, "title": session.title, **unheard}


def rename_session(workspace: Workspace, args: Arguments) -> Payload:
    channel, ts = _thread(workspace, args)
    title = args.required("title")
    if len(title) > TITLE_MOST or ts not in channel.sessions:
        raise SlackError("invalid_arguments" if ts in channel.sessions else "session_not_found")
    channel.sessions[ts].title = title
    return {"title": title}


METHODS: dict[str, Method] = {
    "agents.sessions.rename": rename_session,
    "agents.sessions.setStatus": set_session,
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
}
