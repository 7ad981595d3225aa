"""``TURNS=1000 SEED=1 NODES=2 python -m tests.chaos``; ends with 1 when something is not accounted for.

NODES=2: two of a cluster on a PostgreSQL of our own. FOLDER: where their data are. SIGUSR1 tells how it stands;
SIGTERM: nothing more is asked.
"""

import asyncio
import logging
import os
import secrets
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.run import chaos, table
from tests.postgres import anywhere, server

turns, seed = int(os.environ.get("TURNS", "1000")), int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6)
logging.basicConfig(level=os.environ.get("LOG", "WARNING"), format="%(asctime)s %(name)s %(message)s")
print(f"TURNS={turns} SEED={seed}", flush=True)
begin = time.monotonic()
folder = Path(os.environ.get("FOLDER") or tempfile.mkdtemp(prefix="threadbridge-chaos-"))
with ExitStack() as stack:
    database = (
        stack.enter_context(server(stack.enter_context(anywhere()))) if os.environ.get("NODES") == "2" else None
    )
    made = asyncio.run(chaos(turns, seed, folder, database))
print("\n".join(table(made, time.monotonic() - begin)))
if made.mistakes:
    sys.exit(f"The program's logs and every call are in {folder}.")
if not os.environ.get("FOLDER"):
    shutil.rmtree(folder)
