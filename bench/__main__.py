"""``python -m bench [ledger] [http] [slack] …`` (BENCHES names them): all but memory and cluster without a name."""

import asyncio
import sys
from importlib import import_module

BENCHES = (
    "ledger",
    "importing",
    "finding",
    "http",
    "conversations",
    "slack",
    "discord",
    "text",
    "pages",
    "web",
    "decoder",
    "startup",
)

for name in sys.argv[1:] or BENCHES:
    asyncio.run(import_module(f"bench.{name}").main())
