"""A plugin of pytest's, for the clients' environments alone: nothing leaves this machine.

Whoever tries finds a proxy that is not there. litellm would fetch prices, and agents would tell of themselves. The
program's own tests do without: Slack's client takes a proxy for loopback, too.
"""

import os

os.environ |= {
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost"),
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "OPENAI_AGENTS_DISABLE_TRACING": "1",
    "LANGSMITH_TRACING": "false",
}
