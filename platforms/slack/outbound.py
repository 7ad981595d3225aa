"""How an answer goes out: what one of Slack's messages holds, and how often one may be written.

Source: docs.slack.dev "Rate limits" and chat.postMessage. `markdown_text` takes 12,000 per call; a part is cut at
11,000 bytes of its escaped text. chat.update is Tier 3, 50 a minute for the whole workspace; chat.postMessage about
one a second and channel.
"""

from platforms.answer import Form
from platforms.reply import Pauses
from platforms.slack.text import escape, size

FORM = Form(limit=11_000, size=size, render=escape)

PAUSES = Pauses(message=1.25, edits=1.25, posts=1.0, trouble=1.0)
"""48 edits a minute."""
