"""Which addresses may be fetched because a caller said so."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.http.asking.guard import NotPublic, is_public, public


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "239.1.1.1"),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.7", "240.0.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::", "::127.0.0.1"),
        *("localhost", "", "1.2.3", "0x7f000001", "2130706433"),
    ],
)
def test_what_only_some_can_reach(address: str) -> None:
    """Private, local, of a cloud's own, for many, for nobody; and IPv4 in the clothes of IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_anybody_can_reach(address: str) -> None:
    """The public internet."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://h.example/",
            "file:///etc/passwd",
            "ftp://h.example/",
            "gopher://h.example/",
            "//h.example/",
            "x",
        ),
        *(
            "https://h.example:22/",
            "https://h.example:8443/",
            "https://me:secret@h.example/",
            "https://me@h.example/",
        ),
        *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest"),
        *("https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/"),
        *("https://127.0.0.1./", "https://①②⑦.⓪.⓪.①/", "https://10.0.0.1:443/", "https:///a"),
        *("https://[/", "https://[]@", ""),
    ],
)
def test_addresses_that_are_not_asked(address: str) -> None:
    """As far as can be told before the name is looked up."""
    with pytest.raises(NotPublic):
        public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("https://h.example/a.png", "https://h.example:443/a.png?x=1#y", "HTTPS://H.EXAMPLE/"),
        *("https://8.8.8.8/a", "https://[2606:4700::1111]/", "https://그림.example/a", "https://1.example/"),
    ],
)
def test_addresses_that_are(address: str) -> None:
    """The names are looked at again when it is known where they lead."""
    assert public(address).scheme == "https"


@given(st.text(max_size=40) | st.text("0123456789abcdefx.:%[]@/", max_size=30))
def test_any_words_for_an_address(text: str) -> None:
    """Are one or are none; whatever looks like a number is one of the public web."""
    is_public(text)
    for address in (text, f"https://{text}", f"https://{text}/"):
        with suppress(NotPublic):
            assert public(address).scheme == "https"


@given(
    st.ip_addresses(network="10.0.0.0/8")
    | st.ip_addresses(network="127.0.0.0/8")
    | st.ip_addresses(network="fc00::/7")
)
def test_no_private_address_in_any_spelling(address: IPv4Address | IPv6Address) -> None:
    """As itself, or wrapped in one of the ways from IPv6 to IPv4."""
    spellings = [str(address)]
    if isinstance(address, IPv4Address):
        spellings += [
            f"::ffff:{address}",
            f"64:ff9b::{address}",
            f"::{address}",
            str(IPv6Address(0x2002 << 112 | int(address) << 80)),
        ]
    assert not any(map(is_public, spellings))
