"""The server as a part of the program."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.bridge import Bridge
from bridge.errors import BadConfig, Undeliverable
from bridge.events import Shown, Text
from bridge.protocols import Site
from platforms.http import plugin
from platforms.http.platform import HttpPlatform
from platforms.http.settings import HttpSettings
from tests.fakes import FakeBackend, same_rules_everywhere
from tests.platforms.http.served import HELLO, serving


async def test_a_port_in_use_is_said_with_its_cure(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path) as served:
        port = int(served.address.rsplit(":", 1)[1])
        with pytest.raises(BadConfig, match=rf"port {port} .*another `port`"):
            await HttpPlatform(HttpSettings(port=port)).run(served.bridge)


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
async def test_an_address_of_somebody_elses(site: Site, host: str) -> None:
    bridge = Bridge(site.store, {}, {}, same_rules_everywhere)
    with pytest.raises(BadConfig, match="can't listen"):
        await HttpPlatform(HttpSettings(host=host, port=0)).run(bridge)


async def test_it_goes_when_it_is_cancelled(site: Site) -> None:
    """And the port is free again."""
    async with plugin.open(HttpSettings(port=0), site) as platform:
        bridge = Bridge(site.store, {}, {"http": platform}, same_rules_everywhere)
        running = asyncio.create_task(platform.run(bridge))
        await platform.serving.wait()
        running.cancel()
        await asyncio.wait({running})
        assert running.cancelled()
        assert not platform.serving.is_set()
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", int(platform.address.rsplit(":", 1)[1]))


async def test_there_is_nobody_to_show_an_answer_later(site: Site, tmp_path: Path) -> None:
    async def nothing() -> AsyncIterator[Shown]:
        return
        yield

    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        async with served.post(HELLO) as response:
            assert response.status == 200
        with pytest.raises(Undeliverable):
            await HttpPlatform(HttpSettings()).show(served.backend.asked[0], nothing())


def test_naming_the_plugin_is_cheap() -> None:
    """What is not configured is not imported."""
    heavy = "import sys, platforms.http, bridge.openai; print({'aiohttp', 'openai'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
