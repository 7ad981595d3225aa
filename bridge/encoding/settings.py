"""What can be set in ``[search]``."""

from typing import Annotated

from pydantic import Field

from bridge.section import Section


class SearchSettings(Section):
    """How what was asked is found by its meaning, besides its words."""

    meaning: Annotated[str, Field(pattern=r"^(auto|off|openai(/[a-z0-9][a-z0-9_-]*)?)$")] = "auto"
    """``auto``: by the extra ``semantic``, where it is installed; ``openai`` or ``openai/NAME``: by that API."""
    model: str = Field("text-embedding-3-small", min_length=1)
    """Of the API."""
