"""What kind of character it is, and which addresses may be alive. Pure."""

import re
import string
import unicodedata

THIN = "\u200b"
"""A zero-width space: it separates, and shows nothing."""

_BREAKS_OUT = re.compile(r"[\s<>|()\\\x00-\x1f]")
_LIVE = ("http://", "https://", "mailto:", "tel:")


def is_space(sign: str) -> bool:
    return not sign or sign.isspace()


def is_sign(sign: str) -> bool:
    """Punctuation or a symbol, as CommonMark understands it."""
    return bool(sign) and (sign in string.punctuation or unicodedata.category(sign)[0] in "PS")


def is_wide_letter(sign: str) -> bool:
    """A letter of a language that puts no space between words, or hangs its particles on them."""
    return bool(sign) and unicodedata.east_asian_width(sign) in "WF" and not is_sign(sign)


def live(address: str) -> str:
    """An address that may be a link, with nothing in it that could end it; "" for one that leads nowhere."""
    if not address.lower().startswith(_LIVE):
        return ""
    return _BREAKS_OUT.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), address)
