"""``TURNS=1000 SEED=1 python -m tests.chaos``; ends with 1 when something is not accounted for. FOLDER=…: where."""

import asyncio
import logging
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.run import chaos, table

turns, seed = int(os.environ.get("TURNS", "1000")), int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6)
logging.basicConfig(level=os.environ.get("LOG", "WARNING"), format="%(asctime)s %(name)s %(message)s")
print(f"TURNS={turns} SEED={seed}", flush=True)
begin = time.monotonic()
folder = Path(os.environ.get("FOLDER") or tempfile.mkdtemp(prefix="threadbridge-chaos-"))
made = asyncio.run(chaos(turns, seed, folder))
print("\n".join(table(made, time.monotonic() - begin)))
if made.mistakes:
    sys.exit(f"The program's log and every call are in {folder}.")
shutil.rmtree(folder)
