"""``python -m bench [text] [pages] [memory] [ledger] [decoder] [startup]``: all but memory without a name."""

import asyncio
import sys
from importlib import import_module

BENCHES = ("ledger", "text", "pages", "decoder", "startup")

for name in sys.argv[1:] or BENCHES:
    asyncio.run(import_module(f"bench.{name}").main())
