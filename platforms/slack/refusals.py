"""What went wrong with a call to Slack, and what to do about it; pure.

Source: the error tables of docs.slack.dev's method pages, for every method that is called here; "Rate limits".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

from bridge.errors import ShutOut, Undeliverable
from bridge.texts import Phrase
from platforms.trouble import NotNow, NotThere

CallFailed = (SlackApiError, SlackRequestError, aiohttp.ClientError, TimeoutError, OSError)
"""What slack-sdk raises when a call fails."""

TOO_MANY = 429
SERVER_ERROR = 500

ALWAYS_NEEDED = "chat:write"
"""Without this scope nothing can be said in the workspace, not even that."""


class Do(Enum):
    """What to do about a refusal."""

    PAUSE = auto()  # nothing was written; again when the pause is over
    AGAIN = auto()  # Slack stumbled, and "it's possible some aspect of the operation succeeded"
    ANEW = auto()  # the message is gone
    WAIT = auto()  # nothing is taken from us until a person acts
    NEVER = auto()  # it stays refused; the right person is told


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and the sentence of bridge/texts that says why."""

    do: Do
    sentence: str = ""


CODES: dict[str, Verdict] = {
    code: verdict
    for verdict, codes in {
        Verdict(Do.PAUSE): "ratelimited rate_limited message_limit_exceeded",
        Verdict(Do.AGAIN): "fatal_error internal_error request_timeout service_unavailable update_failed "
        "messaging_processing_failed external_channel_migrating team_added_to_org fetch_members_failed "
        "list_record_comment_fetch_failed file_update_failed unable_to_share_files",
        Verdict(Do.ANEW): "message_not_found cant_update_message cant_delete_message",
        Verdict(Do.WAIT, "slack_account"): "account_inactive invalid_auth not_authed token_expired token_revoked",
        Verdict(Do.WAIT, "slack_organisation"): "org_login_required team_access_not_granted",
        # These two say something about one method alone.
        Verdict(Do.NEVER, "slack_account"): "not_allowed_token_type",
        Verdict(Do.NEVER, "slack_organisation"): "accesslimited forbidden_team two_factor_setup_required",
        Verdict(Do.NEVER, "slack_scope"): "missing_scope",
        Verdict(Do.NEVER, "slack_channel_gone"): "channel_not_found invalid_channel channel_is_limited_access "
        "team_not_found",
        Verdict(Do.NEVER, "slack_archived"): "is_archived is_inactive",
        Verdict(Do.NEVER, "slack_not_joined"): "not_in_channel",
        Verdict(Do.NEVER, "slack_thread_gone"): "thread_not_found invalid_thread_ts",
        Verdict(Do.NEVER, "slack_no_replies"): "cannot_reply_to_message restricted_action_non_threadable_channel",
        Verdict(Do.NEVER, "slack_locked"): "restricted_action_thread_locked thread_locked",
        Verdict(Do.NEVER, "slack_restricted"): "restricted_action restricted_action_read_only_channel "
        "restricted_action_thread_only_channel posting_to_channel_denied no_permission no_access access_denied "
        "slack_connect_canvas_sharing_blocked slack_connect_lists_sharing_blocked "
        "slack_connect_file_link_sharing_blocked",
        Verdict(Do.NEVER, "slack_suspended"): "ekm_access_denied",
        Verdict(Do.NEVER, "slack_no_tab"): "messages_tab_disabled",
        Verdict(Do.NEVER, "slack_person_gone"): "user_not_found user_disabled user_not_visible "
        "invalid_user_combination",
        Verdict(Do.NEVER, "slack_not_member"): "user_not_in_channel",
        Verdict(Do.NEVER, "slack_no_edits"): "edit_window_closed",
        Verdict(Do.NEVER, "slack_too_long"): "msg_too_long msg_blocks_too_long msg_blocks_too_many view_too_large "
        "metadata_too_large attachment_payload_limit_exceeded",
        Verdict(Do.NEVER, "slack_no_file"): "blocked_file_type file_share_limit_reached file_type_not_allowed "
        "file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled "
        "max_file_sharing_exceeded slack_connect_blocked_file_type slack_connect_clip_sharing_blocked "
        "slack_connect_file_upload_sharing_blocked snippet_too_large storage_limit_reached",
        Verdict(Do.NEVER, "slack_no_feature"): "channel_type_not_supported deprecated_endpoint "
        "enterprise_is_restricted feature_not_enabled method_deprecated method_not_supported_for_channel_type "
        "not_enabled not_implemented preview_feature_not_available unknown_method",
        Verdict(Do.NEVER, "slack_our_fault"): "as_user_not_supported bad_timestamp block_mismatch insecure_request "
        "invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments invalid_blocks "
        "invalid_blocks_format invalid_charset invalid_chunks invalid_cursor invalid_form_data invalid_json "
        "invalid_limit invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema invalid_name "
        "invalid_post_type invalid_trigger_id invalid_ts_latest invalid_ts_oldest invalid_types json_not_object "
        "markdown_text_conflict metadata_must_be_sent_from_app missing_args missing_argument missing_file_data "
        "missing_post_type missing_recipient_team_id missing_recipient_user_id no_item_specified no_text "
        "not_enough_users too_many_attachments too_many_contact_cards unknown_snippet_type unknown_subtype "
        "users_list_not_supplied",
    }.items()
    for code in codes.split()
}
"""What is in nobody's hands has no place here, and stays as Slack says it: a reaction that is there already, a
stream that is over."""

OTHERS = Verdict(Do.NEVER, "slack_refused")

PAUSES = {"message_limit_exceeded": 60.0}
"""Seconds, where Slack does not say how long."""


def understood(error: Exception) -> NotNow | NotThere | ShutOut | Undeliverable:
    """The failure of a call, in our words."""
    if not isinstance(error, SlackApiError):
        return NotNow(f"Slack can't be reached ({type(error).__name__})")
    status, answer = getattr(error.response, "status_code", 0), answer_of(error)
    code = str(answer.get("error", ""))
    verdict = CODES.get(code, OTHERS)
    if status == TOO_MANY or verdict.do is Do.PAUSE:
        return NotNow("Slack asks for a pause", seconds=_retry_after(error, code), unclear=False)
    if status >= SERVER_ERROR or verdict.do is Do.AGAIN or not code:
        return NotNow(f"Slack is in trouble ({code or f'HTTP {status}'})")
    if verdict.do is Do.ANEW:
        return NotThere(code)
    return _refusal(verdict, code, str(answer.get("needed", "?")))


def shuts_out(error: SlackApiError) -> bool:
    """Whether every other call would be refused as well."""
    return isinstance(understood(error), ShutOut)


def answer_of(error: SlackApiError) -> Mapping[str, Any]:
    """What Slack said, as far as it said anything."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def _refusal(verdict: Verdict, code: str, needed: str) -> ShutOut | Undeliverable:
    """One fact and one next step."""
    blanks = {"needed": needed} if code == "missing_scope" else {}
    what = Phrase(verdict.sentence, code=code, **blanks)
    if verdict.do is Do.WAIT or (code == "missing_scope" and ALWAYS_NEEDED in needed.split(",")):
        return ShutOut(what=what)
    refused = Undeliverable(what=what)
    refused.code = code
    return refused


def _retry_after(error: SlackApiError, code: str) -> float:
    given = next((value for name, value in error.response.headers.items() if name.lower() == "retry-after"), "")
    return float(given) if given.isdigit() else PAUSES.get(code, 1.0)
