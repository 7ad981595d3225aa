"""The texts, pictures and files that a message is made of."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.types import File
from platforms.http.errors import ApiError
from platforms.http.request.parts import Content, Remote, content

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
JPEG = b"\xff\xd8\xff\xe0" + b"j" * 9
PDF = b"%PDF-1.7\n..."


def data_url(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def image(url: object) -> dict[str, object]:
    return {"type": "image_url", "image_url": {"url": url, "detail": "low"}}


def file(**fields: object) -> dict[str, object]:
    return {"type": "file", "file": fields}


def plain(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("part", "file"),
    [
        (image(data_url(PNG)), File("picture.png", PNG)),
        (image(data_url(JPEG, "image/png")), File("picture.jpg", JPEG)),
        (image(f"  {data_url(PNG)}\n"), File("picture.png", PNG)),
        (image(data_url(PNG).replace("data:image/png", "DATA:Image/PNG;charset=utf-8")), File("picture.png", PNG)),
        ({"type": "image_url", "image_url": data_url(PNG)}, File("picture.png", PNG)),
        ({"type": "input_image", "image_url": data_url(PNG), "detail": "auto"}, File("picture.png", PNG)),
        ({"type": "input_image", "image_url": data_url(PNG), "file_id": None}, File("picture.png", PNG)),
        (file(filename="a.pdf", file_data=data_url(PDF, "application/pdf")), File("a.pdf", PDF)),
        (file(filename="a.pdf", file_data=plain(PDF)), File("a.pdf", PDF)),
        (file(file_data=data_url(b"x,y", "text/csv")), File("file.csv", b"x,y")),
        (file(filename="../../etc/pass\nwd", file_data=plain(b"x")), File("_.._etc_pass_wd", b"x")),
        (file(filename="note.txt", file_data="data:text/plain,a%20b%2C%20c"), File("note.txt", b"a b, c")),
        ({"type": "input_file", "filename": "a.txt", "file_data": plain(b"x")}, File("a.txt", b"x")),
        (
            image("https://h.example/a%20cat.png?x=1"),
            Remote("https://h.example/a%20cat.png?x=1", "a cat.png", True),
        ),
        (image("https://h.example/"), Remote("https://h.example/", "picture", True)),
        ({"type": "input_file", "file_url": "https://h.example/a.pdf"}, Remote("https://h.example/a.pdf", "a.pdf")),
        (
            {"type": "input_file", "file_url": "https://h.example/7", "filename": "a.pdf"},
            Remote("https://h.example/7", "a.pdf"),
        ),
    ],
    ids=repr,
)
def test_what_goes_with_a_message(part: dict[str, object], file: File | Remote) -> None:
    """In all the forms in which clients send it; a picture is called what it is, not what it is said to be."""
    assert content([{"type": "text", "text": "Look"}, part], "p") == Content("Look", (file,))


@pytest.mark.parametrize("data", [b"", b"\xfb\xff\xfe", b"ab", b"abc" * 99])
def test_base64_as_it_comes(data: bytes) -> None:
    """Wrapped, without its padding, in the alphabet for URLs, or escaped for one."""
    exact = plain(b"x" + data)
    for written in (
        exact,
        exact.rstrip("="),
        exact.replace("+", "-").replace("/", "_"),
        exact.replace("+", "%2B").replace("=", "%3D"),
        "\r\n".join(exact[at : at + 76] for at in range(0, len(exact), 76)),
    ):
        assert content([file(filename="a", file_data=written)], "p").files == (File("a", b"x" + data),)


@pytest.mark.parametrize(
    ("part", "param", "code"),
    [
        (image(data_url(b"no picture")), ".image_url.url", "invalid_image_format"),
        (image(data_url(b"<svg/>", "image/svg+xml")), ".image_url.url", "invalid_image_format"),
        (image("data:image/png;base64"), ".image_url.url", "invalid_value"),
        (image("data:image/png;base64,$$$"), ".image_url.url", "invalid_base64"),
        (image("data:image/png;base64,ключ"), ".image_url.url", "invalid_base64"),
        (image("http://h.example/a.png"), ".image_url.url", "invalid_value"),
        (image("file:///etc/passwd"), ".image_url.url", "invalid_value"),
        (image("https://[h.example/"), ".image_url.url", "invalid_value"),
        (image("https:///a.png"), ".image_url.url", "invalid_value"),
        (image(""), ".image_url.url", "invalid_value"),
        (image(7), ".image_url.url", "invalid_type"),
        ({"type": "image_url"}, ".image_url", "invalid_type"),
        ({"type": "input_image", "file_id": "file-1"}, ".file_id", "unsupported_value"),
        (file(file_id="file-1"), ".file.file_id", "unsupported_value"),
        (file(filename="a.txt"), ".file.file_data", "missing_required_parameter"),
        (file(filename="a.txt", file_data=""), ".file.file_data", "invalid_value"),
        (file(filename="a.png", file_data=plain(b"no picture")), ".file.file_data", "invalid_value"),
        (file(filename="a.pdf", file_data=plain(b"no document")), ".file.file_data", "invalid_value"),
        (file(filename="a.docx", file_data=plain(PDF)), ".file.file_data", "invalid_value"),
        (file(filename="a.exe", file_data=plain(b"x")), ".file.file_data", "invalid_value"),
        (file(filename="a.txt", file_data=plain(b"\x7fELF...")), ".file.file_data", "invalid_value"),
        (file(filename="a.txt", file_data="not base64!"), ".file.file_data", "invalid_base64"),
        ({"type": "file"}, ".file", "invalid_type"),
        ({"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}, ".type", "unsupported_value"),
        ({"type": "hologram"}, ".type", "unsupported_value"),
    ],
    ids=repr,
)
def test_what_is_refused(part: dict[str, object], param: str, code: str) -> None:
    """By the place where it stands; what was sent is not repeated."""
    with pytest.raises(ApiError) as refused:
        content(["Look", part], "messages[0].content")
    error = refused.value
    assert (error.status, error.param, error.code) == (400, f"messages[0].content[1]{param}", code)
    assert not any(word in error.message for word in ("$$$", "ключ", "passwd", "h.example"))


@pytest.mark.parametrize(("value", "text"), [(None, ""), ("Hi", "Hi"), ([], ""), (["a", {"text": "b"}], "a\nb")])
def test_texts(value: Any, text: str) -> None:
    """A string, nothing, or parts."""
    assert content(value, "p") == Content(text)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KINDS = ["text", "image_url", "input_image", "file", "input_file", "input_audio", "refusal", "x", 7, None]
URLS = st.text(max_size=30) | st.sampled_from(
    ["data:", "https://", "data:image/png;base64,", "https://[", "data:,"]
).flatmap(lambda start: st.text(max_size=20).map(lambda rest: start + rest))
FILES = st.dictionaries(
    st.sampled_from(["url", "filename", "file_data", "file_id", "file_url"]), URLS | ANY, max_size=4
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from(KINDS)},
            optional={"text": ANY, "image_url": URLS | FILES | ANY, "file": FILES | ANY, "file_data": URLS | ANY},
        )
        | ANY,
        max_size=3,
    )
    | ANY
)
def test_whatever_is_sent(value: Any) -> None:
    """It is read, or it is a refusal that names a place in it; never anything else."""
    said, refused = Content(), None
    try:
        said = content(value, "p")
    except ApiError as error:
        refused = error
    assert all(file.name for file in said.files)
    assert refused is None or (refused.status == 400 and (refused.param or "").startswith("p"))
