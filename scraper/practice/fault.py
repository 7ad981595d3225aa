"""What may go wrong with one answer, on purpose: `site.faults.append(Fault("handover"))`.

One fault is taken by each new question (a POST with the message id of an earlier one takes none). In the order of a
turn:

    rate_429          refused with 429 and Retry-After; nothing is stored
    forbidden_403     refused with 403 and a page of the human check; nothing is stored
    retry             the first POST gets 500, nothing is stored; the second one, with the same id, is answered
    retry, hard       the first POST is stored, its connection reset; the page's second one joins the same answer
    handover          the POST ends after `seconds` with stream_handoff and [DONE]; the rest comes by the WebSocket
    handover_resume   … the rest comes by the resume endpoint
    handover_silent   … the rest is only in the conversation's JSON
    silent_s          nothing comes for `seconds`, then everything
    silent_s, hard    the stream ends with nothing said; the answer begins `seconds` later
    legacy            whole message frames instead of deltas
    cut, cut_hard     the stream ends (or is reset) in the middle of the text; the answer is stored whole
    error             a generation error in the middle of the text
    error_frame       an error frame instead of any answer
    policy            the question is blocked: a moderation event, no answer
    moderated         the text is replaced by a notice, with a moderation event
    truncated         the text is written too long and cut back in the end
    length            the text stops in the middle with max_tokens; the rest comes with action "continue"
    stopped_there     somebody presses Stop in another tab, in the middle of the text
    no_done           the stream ends right after the final patch, without its last events
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "rate_429",
    "forbidden_403",
    "retry",
    "handover",
    "handover_resume",
    "handover_silent",
    "silent_s",
    "legacy",
    "cut",
    "cut_hard",
    "error",
    "error_frame",
    "policy",
    "moderated",
    "truncated",
    "length",
    "stopped_there",
    "no_done",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """One of the kinds above; `seconds` where the kind has a time, `hard` where it has a harder form."""

    kind: Kind
    seconds: float = 0.3
    hard: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; there are: {', '.join(KINDS)}")
