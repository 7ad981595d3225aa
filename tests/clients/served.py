"""`python -m tests.clients.served`: the endpoint, in the environment of the program, until standard input ends.

    asked        `brain` answers, a backend that is asked like any other
    forwarded    `openai` answers, in front of the first: chat completions are passed on
    responses    the same for an API with both wires: responses are passed on as well
    page         ChatGPT's page answers, in a real browser; the brain is behind the practice site (only with `page`)

Each is the whole program with a config.toml of its own. The first line printed is their addresses, as JSON.
"""

import asyncio
import faulthandler
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bridge.app import opened
from bridge.cli.demo import running
from bridge.config import load
from scraper.practice import PracticeSite
from tests.clients.brain.page import PageBrain

KEY = "sk-test-key"

STARTS = 90.0
"""Seconds; whoever has not started by then says where it stands, and ends."""

HTTP = f"""
[http]
port = 0
[http.keys.test]
secret = "{KEY}"
"""

ASKED = """
[brain]
[defaults]
backend = "brain"
"""

FORWARDED = """
[openai]
base_url = "{address}/v1"
api_key = "{key}"
model = "practice"
api = "{api}"
[defaults]
backend = "openai"
"""

PAGE = """
[chatgpt]
address = "{address}"
headless = true
look_again = 0.3
"""

ENTRY = "[threadbridge.backends]\nbrain = tests.clients.brain.backend:plugin\n"


def install(folder: Path) -> None:
    """What pip would leave of a package that adds the backend ``brain``."""
    installed = folder / "brain-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: brain\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(ENTRY)
    sys.path.insert(0, str(folder))


@asynccontextmanager
async def program(folder: Path, config: str) -> AsyncIterator[str]:
    """Runs with this config.toml; gives the endpoint's address."""
    folder.mkdir()
    file = folder / "config.toml"
    file.write_text(HTTP + config, "utf-8")
    async with opened(load(file, environment=False)) as app, running(app) as address:
        yield address


async def serve(ways: list[str]) -> None:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threadbridge-clients-")))
        install(folder)
        addresses: dict[str, str] = {}
        if "page" in ways:
            site = await stack.enter_async_context(
                PracticeSite(PageBrain(), "en", hydration=0.1, settle=0.05, poll=0.2)
            )
            page = program(folder / "page", PAGE.format(address=site.url))
            addresses["page"] = await stack.enter_async_context(page)
        else:
            addresses["asked"] = await stack.enter_async_context(program(folder / "asked", ASKED))
            for way, api in (("forwarded", "chat"), ("responses", "responses")):
                config = FORWARDED.format(address=addresses["asked"], key=KEY, api=api)
                addresses[way] = await stack.enter_async_context(program(folder / way, config))
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps(addresses), flush=True)
        await _end_of_input()


async def _end_of_input() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


if __name__ == "__main__":
    faulthandler.dump_traceback_later(STARTS, exit=True)
    asyncio.run(serve(sys.argv[1:]))
