"""``CRASHES=500 SEED=1 python -m tests.crash``; ends with 1 when something does not hold.

Ctrl-C ends it early, with the table so far.
"""

import asyncio
import logging
import os
import secrets
import sys

from tests.crash.run import crash, table

if __name__ == "__main__":
    kills = int(os.environ.get("CRASHES", "500"))
    seed = int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6)
    worlds = int(os.environ.get("WORLDS", "2"))
    logging.basicConfig(level=os.environ.get("LOG", "INFO"), format="%(asctime)s %(message)s")
    for noisy in ("aiohttp", "asyncio", "discord"):
        logging.getLogger(noisy).setLevel("WARNING")
    print(f"CRASHES={kills} SEED={seed}", flush=True)
    report = asyncio.run(crash(kills, seed, worlds=worlds, ctrl_c=True))
    print("\n".join(table(report)))
    sys.exit(bool(report.mistakes))
