"""Every sentence that a person reads on a platform, in English and Korean: one TOML file per language."""

import tomllib
from functools import cache
from importlib.resources import files

from bridge.types import Language


def say(key: str, language: Language = "en", **values: object) -> str:
    """The sentence with its blanks filled in; KeyError when there is no such sentence."""
    return _sentences(language)[key].format(**values)


@cache
def _sentences(language: Language) -> dict[str, str]:
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
