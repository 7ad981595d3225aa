"""`python -m scraper.practice`: the site by itself, until SIGTERM or Ctrl-C.

The first line it prints is its address, a space and the brain that answers; when that is not the brain that was
asked for, the reason follows on the same line.
"""

import argparse
import asyncio
import signal
from contextlib import suppress

from scraper.practice.brain import Brain
from scraper.practice.model import Model
from scraper.practice.rules import Rules
from scraper.practice.site import PracticeSite

PACE = 0.02  # seconds between two pieces of a scripted answer, for human eyes


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scraper.practice", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free one")
    parser.add_argument("--language", choices=["en", "ko"], default="ko")
    parser.add_argument("--generation", choices=["B", "A2"], default="B", help="of the page")
    parser.add_argument("--seed", type=int, default=0, help="the same one: the same cuts and disorder")
    parser.add_argument("--brain", choices=["rules", "model"], default="rules")
    return parser.parse_args()


def brain(wanted: str) -> tuple[Brain, str]:
    """The brain, and what to say about it."""
    if wanted == "rules":
        return Rules(pace=PACE), "rules"
    if (why := Model.available()) is None:
        return Model(), "model"
    return Rules(pace=PACE), f"rules {why}"


async def serve(options: argparse.Namespace) -> None:
    chosen, name = brain(options.brain)
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt instead
            loop.add_signal_handler(number, done.set)
    site = PracticeSite(chosen, options.language, options.port, generation=options.generation, seed=options.seed)
    async with site:
        print(site.url, name, flush=True)
        await done.wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(arguments()))
