"""``SOAK=1000 SEED=1 GENERATION=B python -m tests.soak``; ends with 1 when something does not hold."""

import asyncio
import logging
import os
import secrets
import sys

from tests.soak.run import soak, table

turns, seed = int(os.environ.get("SOAK", "1000")), int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6)
generation = os.environ.get("GENERATION", "B")
logging.basicConfig(level=os.environ.get("LOG", "WARNING"), format="%(asctime)s %(name)s %(message)s")
print(f"SOAK={turns} SEED={seed} GENERATION={generation}", flush=True)
report = asyncio.run(soak(turns, seed, "A2" if generation == "A2" else "B"))
print("\n".join(table(report)))
sys.exit(bool(report.mistakes))
