"""A server of ours begins to listen where config.toml says."""

from aiohttp.web import BaseRunner, TCPSite

from bridge.errors import BadConfig


async def listen(runner: BaseRunner, section: str, host: str, port: int) -> None:
    """From now on; ``section`` of config.toml says where. Raises BadConfig when the address can't be had."""
    try:
        await TCPSite(runner, host, port).start()
    except OSError as error:
        raise BadConfig(
            what=f"[{section}] can't listen on {host}, port {port} ({error.strerror}). Is another Threadbridge "
            "running? End it, or set another `port` or `host`."
        ) from error
