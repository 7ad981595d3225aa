"""Block Kit: what may stand in the blocks of a message, and what Slack says otherwise."""

from .message import checked

__all__ = ["checked"]
