"""Files as addresses that hold them (RFC 2397)."""

from base64 import b64encode


def data_url(kind: str, content: bytes) -> str:
    """``kind``: the media type."""
    return f"data:{kind};base64,{b64encode(content).decode()}"
