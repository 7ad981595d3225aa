"""The section ``[web]`` of config.toml."""

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from bridge.section import Section
from platforms.addresses import url_of


class WebSettings(Section):
    """Where the web page is, and under which name its questions are asked."""

    host: str = "127.0.0.1"
    """Nobody comes in without a link from `threadbridge web`, wherever the page can be reached from."""
    port: int = Field(8643, ge=0, le=65535)
    """0: any free one; the log says which."""
    address: str = ""
    """As browsers reach it where something stands before it, ``https://bridge.example``; empty: host and port."""
    name: str = ""
    """Of whoever asks there; empty: the account's on this computer."""
    most_files: int = Field(10, ge=0)
    """That go with one question."""
    largest_file: int = Field(20_000_000, ge=1)
    """Bytes."""

    @field_validator("address")
    @classmethod
    def _is_an_origin(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
            raise ValueError("write it without a path, as https://bridge.example")
        return address.rstrip("/").lower()

    def reached_at(self, port: int) -> str:
        """The page's address, where it listens on this port."""
        if self.address:
            return self.address
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - it is what people write
        return url_of(host, port)
