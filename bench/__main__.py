"""``python -m bench [text] [ledger] [decoder] [startup]``: all of them without a name."""

import asyncio
import sys
from importlib import import_module

BENCHES = ("ledger", "text", "decoder", "startup")

for name in sys.argv[1:] or BENCHES:
    asyncio.run(import_module(f"bench.{name}").main())
