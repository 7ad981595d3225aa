"""Which addresses of the web may be fetched because a caller said so: those that anybody could reach. Pure.

A server that loads what it is told to is a way into the network that it stands in (server-side request forgery): to
other programs of its machine, to the router, to the page with which a cloud tells a machine its passwords.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

NAT64 = IPv6Network("64:ff9b::/96")
"""Where IPv4 is reached through IPv6; the last 32 bits are the true address."""

NOT_PUBLIC = tuple(
    ip_network(one) for one in ("168.63.129.16", "192.0.0.0/24", "::/96", "64:ff9b:1::/48", "fec0::/10")
)
"""What not every Python knows not to be: Azure's own server, Oracle's among those of the protocols themselves, IPv4
in an outdated form, a network's own NAT64, and addresses of a site."""


class NotPublic(OSError):
    """The address is not one that anybody could reach."""


def is_public(host: str) -> bool:
    """Whether a numerical address is one of the public internet, and nothing that only looks like it."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and (inner := _wrapped(address)) is not None:
        address = inner
    return address.is_global and not address.is_multicast and not any(address in one for one in NOT_PUBLIC)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is reached by this one."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def public(address: str) -> URL:
    """The address, if it may be asked for as far as can be told from its words; else NotPublic."""
    try:
        url = URL(address)
    except (ValueError, IndexError):  # yarl 1.25 of "https://[]@"
        raise NotPublic from None
    if url.scheme != "https" or not url.raw_host or not url.is_default_port() or url.user or url.password:
        raise NotPublic
    if _is_number(url.raw_host) and not is_public(url.raw_host):
        raise NotPublic
    return url


def _is_number(host: str) -> bool:
    """Whether it is an address already, in whatever spelling: 127.1 and 0x7f000001 are 127.0.0.1."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.lower().startswith("0x")
