"""``python -m bench [text] [ledger] [startup]``: all of them without a name."""

import asyncio
import sys
from importlib import import_module

BENCHES = ("ledger", "text", "startup")

for name in sys.argv[1:] or BENCHES:
    asyncio.run(import_module(f"bench.{name}").main())
