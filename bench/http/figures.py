"""The figures."""

import os
import socket
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import line, quantile
from bench.http.load import KEY, latencies, rate, request
from bench.http.processes import OTHERS, Serving, free_port, keep_to, module, program

SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
LITELLM = os.environ.get("BENCH_LITELLM", "")
CALLERS = 32
LEAVERS = 200


async def main() -> None:
    keep_to(OTHERS)
    with tempfile.TemporaryDirectory() as folder, module("bench.http.upstream", core=OTHERS) as api:
        await in_front_of_an_api(api, Path(folder))
        with tempfile.TemporaryDirectory() as own:
            await in_front_of_nothing(own)
        with tempfile.TemporaryDirectory() as own:
            leaving(own)


async def in_front_of_an_api(api: Serving, folder: Path) -> None:
    direct = p50(api), p50(api, stream=True)
    (folder / "ours").mkdir()
    port = free_port()
    file = folder / "ours" / "config.toml"
    file.write_text(
        f'folder = "{folder / "ours"}"\n[defaults]\nbackend = "openai"\n[http]\nport = {port}\n'
        f'[http.keys.bench]\nsecret = "{KEY}"\n'
        f'[openai]\nbase_url = "http://127.0.0.1:{api.port}/v1"\nmodel = "m"\n'
    )
    command = (sys.executable, "-m", "bridge.cli", "run", "--config", str(file))
    with program(command, port, folder / "ours", {}):
        pass  # the first start makes the ledger, which weighs 10 MB more
    with program(command, port, folder / "ours", {}) as server:
        ours = p50(server) - direct[0], p50(server, stream=True) - direct[1]
        per_second = await rate(server.port, request(server.port), CALLERS, SECONDS)
        weight = server.megabytes
    beside = f"the API alone: {direct[0]:.3f} ms"
    line("in front of an API: added p50, 1 client", f"{ours[0]:.2f} ms", beside, ours[0] / direct[0], "≤ 0.6 ms")
    beside = f"the API alone: {direct[1]:.3f} ms"
    line("… of a stream of 13 events", f"{ours[1]:.2f} ms", beside, ours[1] / direct[1])
    line(f"… requests a second, {CALLERS} clients", f"{per_second:.0f} /s", "", per_second)
    line("… memory, with what it was sent", f"{weight:.0f} MB", "", weight / 100, "≤ 100 MB")
    if LITELLM:
        await beside_litellm(api, folder, direct, ours, per_second, weight)


async def beside_litellm(
    api: Serving,
    folder: Path,
    direct: tuple[float, float],
    ours: tuple[float, float],
    per_second: float,
    weight: float,
) -> None:
    (folder / "litellm").mkdir()
    port = free_port()
    file = folder / "litellm" / "config.yaml"
    file.write_text(
        "model_list:\n- model_name: m\n  litellm_params: {model: openai/m, api_key: sk-test, "
        f'api_base: "http://127.0.0.1:{api.port}/v1"}}\n'
    )
    command = (LITELLM, "--config", str(file), "--port", str(port), "--host", "127.0.0.1", "--num_workers", "1")
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False", "LITELLM_LOG": "ERROR"}
    quiet["LITELLM_MASTER_KEY"] = KEY
    with program(command, port, folder / "litellm", quiet) as server:
        latencies(server.port, request(server.port), 2)  # it takes a while until it is as quick as it gets
        theirs = p50(server) - direct[0], p50(server, stream=True) - direct[1]
        rate_of_theirs = await rate(server.port, request(server.port), CALLERS, SECONDS)
        weight_of_theirs = server.megabytes
    beside = f"LiteLLM's proxy: {theirs[0]:.2f} ms"
    line("added p50, 1 client", f"{ours[0]:.2f} ms", beside, theirs[0] / ours[0], "≥ 15")
    line("… of a stream", f"{ours[1]:.2f} ms", f"LiteLLM's proxy: {theirs[1]:.2f} ms", theirs[1] / ours[1])
    beside = f"LiteLLM's proxy: {rate_of_theirs:.0f} /s"
    line(f"requests a second, {CALLERS} clients", f"{per_second:.0f} /s", beside, per_second / rate_of_theirs)
    beside = f"LiteLLM's proxy: {weight_of_theirs:.0f} MB"
    line("memory", f"{weight:.0f} MB", beside, weight / weight_of_theirs)


async def in_front_of_nothing(folder: str) -> None:
    with module("bench.http.server", "bare", folder) as server:
        bare = await rate(server.port, request(server.port), CALLERS, SECONDS)
        bare_streams = await rate(server.port, request(server.port, stream=True), CALLERS, SECONDS)
    with module("bench.http.server", "null", folder):
        pass
    with module("bench.http.server", "null", folder) as server:
        ours = await rate(server.port, request(server.port), CALLERS, SECONDS)
        asked = request(server.port, stream=True, text="stream")
        streams = await rate(server.port, asked, CALLERS, SECONDS)
        weight = server.megabytes
    beside = f"bare aiohttp: {bare:.0f} /s"
    line("a null backend: requests a second, one core", f"{ours:.0f} /s", beside, ours / bare, "≥ 1,500 /s")
    beside = f"bare aiohttp: {bare_streams:.0f} /s"
    line("… streams of 50 chunks a second", f"{streams:.0f} /s", beside, streams / bare_streams, "≥ 0.5")
    line("… memory, with what it was sent", f"{weight:.0f} MB", "", weight / 100, "≤ 100 MB")


def leaving(folder: str) -> None:
    """From the moment when a caller closes its connection until the backend is told to stop."""
    with module("bench.http.server", "silent", folder) as server:
        for stream in (False, True):
            delays = [_left(server, stream=stream) for _ in range(LEAVERS)]
            what = "a stream's" if stream else "a silent request's"
            line(
                f"{what} caller gone → Stop, p99 of {LEAVERS}",
                f"{quantile(delays, 0.99) * 1000:.1f} ms",
                f"p50 {quantile(delays, 0.5) * 1000:.1f} ms",
                quantile(delays, 0.99) * 10,
                "≤ 100 ms",
            )


def _left(server: Serving, *, stream: bool) -> float:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(request(server.port, stream=stream))
        assert server.said.readline().startswith(b"began")
        left = time.monotonic()
    what, _, when = server.said.readline().partition(b" ")
    assert what == b"stopped", what
    return float(when) - left


def p50(server: Serving, *, stream: bool = False) -> float:
    """Milliseconds of an answer."""
    asked = request(server.port, stream=stream)
    latencies(server.port, asked, min(1.0, SECONDS / 4))
    return quantile(latencies(server.port, asked, SECONDS), 0.5) * 1000
