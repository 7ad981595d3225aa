"""Where the parts meet: what the configuration names is opened, connected and run."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from bridge.bridge import Bridge
from bridge.commands.granting import Granting
from bridge.config import Config, plugins
from bridge.digest.digesting import Digesting
from bridge.encoding.opening import opened as encoder
from bridge.errors import BadConfig, Occupied, StorageError
from bridge.naming.kept import FILE
from bridge.protocols import Backend, Platform, Plugin, Site
from bridge.waiting.crowd import MOST
from bridge.waiting.lanes import Lanes
from storage.store import open_store

if TYPE_CHECKING:
    from bridge.cluster.opening import Cluster

logger = logging.getLogger(__name__)

FEW = 5_000
"""New objects before somebody looks whether some of them can go; a request makes hundreds, and nearly all go by
themselves."""

SWITCH = 0.001
"""Seconds for which a thread may work while another one waits. The ledger's would hold up answers for five times
as long, whenever something is sent while it writes."""


def tune() -> None:
    """For a program that runs on and on, and answers while it writes."""
    gc.freeze()  # what is loaded by now stays, and need not be looked through again and again
    gc.set_threshold(FEW)
    sys.setswitchinterval(SWITCH)


@dataclass(frozen=True, slots=True)
class App:
    """The program with everything open."""

    bridge: Bridge
    platforms: Mapping[str, Platform]
    granting: Granting
    digesting: Digesting
    cluster: "Cluster | None" = None

    async def end(self, seconds: float) -> None:
        """Come to an end while it still runs: what is under way may take so long, and nothing new is begun."""
        logger.info("told to end: what is under way may take %g seconds more", seconds)
        await self.bridge.end(seconds)

    async def run(self) -> None:
        """Receive and answer until cancelled."""
        tune()
        async with asyncio.TaskGroup() as group:
            for name, platform in self.platforms.items():
                group.create_task(platform.run(self.bridge), name=name)
            if self.cluster is not None:
                group.create_task(self.cluster.failed(), name="cluster")
            await self.bridge.calls.begin()
            await self.bridge.resume()
            group.create_task(self.bridge.calls.run(), name="what is changed beside us")
            group.create_task(self.bridge.indexing.run(), name="index")
            group.create_task(self.bridge.names.run(), name="names")
            wishes = self.bridge.peers.only("wishes", self.granting.run)
            group.create_task(wishes, name="what the command line wishes")
            digests = self.bridge.peers.only("digests", self.digesting.run)
            group.create_task(digests, name="digests")


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[App]:
    """The App; closed in the reverse order. Raises Occupied, BadConfig or StorageError, and has started nothing."""
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(config.folder))
        cluster = await _cluster(config)
        means = await stack.enter_async_context(encoder(config.search, config.backend_settings))
        store = await stack.enter_async_context(
            open_store(
                cluster.url,
                entered=cluster.entered,
                connected=cluster.fence,
                role="node",
                index=config.index,
                encoder=means,
            )
            if cluster
            else open_store(config.database, role="alone", index=config.index, encoder=means)
        )
        site = Site(store, config.rules, config.folder, keyring=store, visits=store)
        used = sorted(name for name in config.backends if name.partition("/")[0] in plugins("backends"))
        backends: dict[str, Backend] = await _open(stack, config, "backends", used, site, cluster)
        chosen = [name for name in plugins("platforms") if config.has(name)]
        platforms: dict[str, Platform] = await _open(stack, config, "platforms", chosen, site)
        bridge = Bridge(
            store,
            backends,
            platforms,
            config.rules,
            language=config.defaults.language,
            choice=config.backend,
            scheduler=cluster.scheduler if cluster else Lanes,
            limits=config.limits.limits,
            at_work=0 if cluster else MOST,  # else its queue would take them for done
            peers=cluster.nodes if cluster else None,
            names=config.folder / FILE,
        )
        stack.push_async_callback(bridge.close)
        if cluster is not None:
            await stack.enter_async_context(cluster.nodes.at_work(bridge))
            await stack.enter_async_context(cluster.at_work(bridge))
        granting = Granting(store, bridge, config.defaults.language)
        yield App(bridge, platforms, granting, Digesting(store, platforms, config.rules), cluster)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process works in a data folder: two would each go on with the turns that the other has not finished."""
    lock = FileLock(folder / "threadbridge.lock", mode=0o600)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire(timeout=0)
    except Timeout:
        raise Occupied(folder=folder) from None
    except OSError as error:
        raise StorageError(what=f"{folder} can't be used: {error.strerror}. Set another `folder`.") from error
    try:
        yield
    finally:
        lock.release()


async def _cluster(config: Config) -> "Cluster | None":
    """What makes this process one of several; nothing of it is imported where it is alone."""
    if config.cluster is None:
        return None
    try:
        from bridge.cluster.opening import prepared
    except ModuleNotFoundError as error:
        raise BadConfig(
            what=f"[cluster] needs packages that are not installed ({error.name}). Install them with: "
            "pip install 'threadbridge[cluster]'."
        ) from error
    return await prepared(config.cluster, config.database)


async def _open(
    stack: AsyncExitStack,
    config: Config,
    kind: str,
    names: Iterable[str],
    site: Site,
    cluster: "Cluster | None" = None,
) -> dict[str, Any]:
    """The parts of these names, which the configuration has checked."""
    known: Mapping[str, Plugin[Any, Any]] = plugins(kind)
    parts = {}
    for name in names:
        plugin = known[name.partition("/")[0]]
        settings = config.backend_settings(name, plugin.settings)
        opening = partial(plugin.open, settings, replace(site, name=name))
        part = opening() if cluster is None else cluster.guarded(name, opening)
        parts[name] = await stack.enter_async_context(part)
    return parts
