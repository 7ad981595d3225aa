"""Requests that a program makes by itself beside a conversation: titles, tags, suggestions, who speaks next. Pure.

Known by how their prompts begin, as the programs send them (seen 2026-11). Whoever writes such words by hand loses
little: it is answered with everything that was sent, in a chat of its own, and that is no conversation's beginning.
"""

import re
from collections.abc import Sequence

from platforms.http.request.messages import Message, Role

LAST_USER: tuple[str, ...] = (
    # Open WebUI; its prompt for documents has the same heading, and no chat in it
    r"### Task:\s(?=.*<chat_history>)",
    r"### Task:\s+You are an autocompletion system\b",
    # LibreChat
    r"(Please )?(provide|generate) a concise, 5-word-or-less title for the conversation\b",
    r"Analyze this conversation and provide:\s+1\. The detected language\b",
    r"Please generate a concise title \(max 40 characters\) for a conversation\b",
    # NextChat
    r"Please generate a four to five word title summarizing our conversation\b",
    r"Summarize (the|our) discussion briefly in 200 words or less to use as a prompt\b",
    # Chatbox, Zed, Continue
    r"Based on the chat history, give this conversation a name\b",
    r"Generate a concise 3-7 word title for this conversation\b",
    r"Given the following\W.{0,40}please reply with a title for the chat\b",
    # qwen-code, gemini-cli and their kin
    r"\[SUGGESTION MODE:",
    r"Analyze \*only\* the content and structure of your immediately preceding response\b",
    # Cherry Studio, LobeChat, DeepChat and their kin, where it stands in the question
    r"(You are an? [^.\n]{0,60}\.?\s{1,9})?(and )?You need to summarize the user's conversation into a title\b",
)
"""How the last question begins."""

FIRST_USER: tuple[str, ...] = (r"Generate a title for this conversation:",)  # opencode
"""How the first one does."""

SYSTEM: tuple[str, ...] = (
    r"You are a title generator\b",  # opencode
    r"\W*you will generate a short title based on the first message\b",  # crush, the AI SDK's chat
    r"(You are an? [^.\n]{0,60}\.?\s{1,9})?(and )?You need to summarize the user's conversation into a title\b",
)
"""How the first instructions begin."""


def _any_of(beginnings: Sequence[str]) -> re.Pattern[str]:
    # The blanks are never given back: what is no word takes them, too, in one of the patterns.
    return re.compile(rf"\s*+(?:{'|'.join(beginnings)})", re.IGNORECASE | re.DOTALL)


_LAST_USER, _FIRST_USER, _SYSTEM = map(_any_of, (LAST_USER, FIRST_USER, SYSTEM))


def is_background(messages: Sequence[Message]) -> bool:
    """Whether a program asks by itself."""
    system = [message.text for message in messages if message.role is Role.SYSTEM]
    said = [message for message in messages if message.role is not Role.SYSTEM]
    if system and _SYSTEM.match(system[0]):
        return True
    if not said or said[-1].role is not Role.USER:
        return False
    return bool(_LAST_USER.match(said[-1].text) or _FIRST_USER.match(said[0].text))
