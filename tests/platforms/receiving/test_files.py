"""Names that are safe, sizes, and what is a program or a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import FileUnread
from platforms.receiving.files import LONGEST_NAME, check_content, check_size, named


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("report.pdf", "application/pdf", "report.pdf"),
        ("보고서 (최종).pdf", "", "보고서 (최종).pdf"),
        ("../../etc/passwd", "", ".._.._etc_passwd".strip(".")),
        ("a\\b:c?.txt", "", "a_b_c_.txt"),
        ("evil\u202egpj.exe", "", "evil_gpj.exe"),
        ("line\nbreak.txt", "", "line_break.txt"),
        ("con.txt", "", "_con.txt"),
        ("", "", "file"),
        ("...", "", "file"),
        ("-", "text/plain", "-.txt"),
        ("Untitled", "text/html; charset=utf-8", "Untitled.html"),
        ("Untitled", "made/up", "Untitled"),
        ("x" * 300 + ".png", "", "x" * (LONGEST_NAME - 4) + ".png"),
    ],
)
def test_names(name: str, kind: str, safe: str) -> None:
    """Nothing of a path, nothing that hides an ending; an ending where there is none."""
    assert named(name, kind) == safe


@given(st.text())
def test_every_name_is_safe(name: str) -> None:
    """Whatever it was, it is one plain name of a bearable length."""
    safe = named(name)
    assert safe
    assert not set(safe) & set('/\\:*?"<>|\0\n')
    assert safe not in (".", "..")
    assert len(safe) <= LONGEST_NAME + 1


def test_sizes() -> None:
    """As much as is allowed is allowed."""
    check_size("a.txt", 5, 5)
    with pytest.raises(FileUnread, match=r"a\.txt.*larger"):
        check_size("a.txt", 6, 5)


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("a.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0"),
        ("a.png", "image/png", b"\xff\xd8\xff\xe0"),
        ("a.gif", "image/gif", b"GIF89a"),
        ("a.webp", "image/webp", b"RIFF\0\0\0\0WEBP"),
        ("a.heic", "image/heic", b"\0\0\0\x18ftypheic"),
        ("a.sh", "text/x-sh", b"#!/bin/sh"),
        ("MZ.txt", "text/plain", b"MZ is how it begins"),
        ("a.pdf", "application/pdf", b"%PDF-1.7"),
    ],
)
def test_what_is_taken(name: str, kind: str, content: bytes) -> None:
    check_content(name, kind, content)


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("a.exe", "text/plain", b"hello"),
        ("a.SCR", "text/plain", b"hello"),
        ("a.txt", "text/plain", b"MZ" + b"\0" * 62),
        ("a", "application/octet-stream", b"\x7fELF\x02"),
        ("a.png", "image/png", b"<html>"),
        ("a.png", "image/png", b""),
    ],
)
def test_what_is_not_taken(name: str, kind: str, content: bytes) -> None:
    """Programs by ending or by content, and pictures that are none."""
    with pytest.raises(FileUnread):
        check_content(name, kind, content)
