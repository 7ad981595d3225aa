"""Time zones, by the names that people know: Asia/Seoul."""

import difflib
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

EXAMPLE = "Asia/Seoul"


def _known(name: str) -> str:
    """ValueError when there is none of this name; empty is this computer's own."""
    if name and name not in (zones := available_timezones()):
        [close] = difflib.get_close_matches(name, zones, n=1) or [EXAMPLE]
        raise ValueError(f'no time zone is called so; "{close}" is one')
    return name


TimeZone = Annotated[str, AfterValidator(_known)]
