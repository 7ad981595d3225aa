"""The headers of our own, on requests and on answers."""

COUNTED = "x-threadbridge-usage"
"""How tokens were counted."""
IGNORED = "x-threadbridge-ignored"
"""The fields of the request with which nothing was done."""
PLACE = "x-threadbridge-place"
"""Which number in line it has, or would have had."""

THREADS = ("x-thread", "x-conversation-id")
"""Of a request: each names the Thread in which it is asked."""
