"""How quick the command is, and what the bridge itself weighs in the demo."""

import asyncio
import subprocess
import sys
import time

import psutil

from bench.figures import line, quantile

RUNS = 10


async def main() -> None:
    ours, bare = [], []
    for _ in range(RUNS):
        ours.append(seconds("-m", "bridge.cli", "--help"))
        bare.append(seconds("-c", "pass"))
    help_ms, bare_ms = quantile(ours, 0.5) * 1000, quantile(bare, 0.5) * 1000
    beside = f"python -c pass: {bare_ms:.0f} ms"
    line("threadbridge --help, p50", f"{help_ms:.0f} ms", beside, help_ms / bare_ms, "≤ 400 ms")
    bridge, driver = await demo_memory()
    libraries = bare_memory("import aiohttp.web, playwright.async_api, sqlalchemy.ext.asyncio")
    beside = f"its bare libraries, imported: {libraries:.0f} MB"
    line("memory of the bridge in the demo", f"{bridge:.0f} MB", beside, bridge / libraries, "≤ 150 MB")
    line("memory of Playwright's driver beside it", f"{driver:.0f} MB", "", driver / libraries)


def seconds(*arguments: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - begin


async def demo_memory() -> tuple[float, float]:
    """Megabytes of the bridge's process after both answers, and of Playwright's driver beside it."""
    command = (sys.executable, "-m", "bridge.cli", "demo", "--brain", "rules", "--language", "en", "--port", "0")
    demo = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert demo.stdout is not None
    async for text in demo.stdout:
        if b"Ctrl-C" in text:
            break
    process = psutil.Process(demo.pid)
    drivers = [child for child in process.children() if "node" in child.name()]
    figures = megabytes(process), sum(map(megabytes, drivers))
    demo.terminate()
    await demo.wait()
    return figures


def bare_memory(imports: str) -> float:
    """Megabytes of a Python that has only done these imports."""
    command = [sys.executable, "-c", f"{imports}; print('ready', flush=True); import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as bare:  # noqa: S603
        assert bare.stdout is not None
        assert bare.stdin is not None
        bare.stdout.readline()
        weight = megabytes(psutil.Process(bare.pid))
        bare.stdin.close()
    return weight


def megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6
