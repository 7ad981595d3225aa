"""The endpoint, in front of an API and in front of nothing: what it adds, how much it bears, how soon it stops.

One run, one fake API, every server in a process of its own: ours and its peers on one core, all else on the others.
With BENCH_LITELLM=/path/to/litellm LiteLLM's proxy is measured in the same run.
"""

from bench.http.figures import main

__all__ = ["main"]
