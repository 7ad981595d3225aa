"""Every sentence that a person reads on a platform, in English and Korean: one TOML file per language."""

import tomllib
from functools import cache
from importlib.resources import files

from bridge.types import Language


class Phrase:
    """A part of a sentence that is in both languages, too: what fills a blank."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values

    def say(self, language: Language) -> str:
        return say(self.key, language, **self.values)

    def __str__(self) -> str:
        return self.say("en")


def say(key: str, language: Language = "en", **values: object) -> str:
    """The sentence with its blanks filled in; KeyError when there is no such sentence."""
    filled = {name: one.say(language) if isinstance(one, Phrase) else one for name, one in values.items()}
    return _sentences(language)[key].format(**filled)


@cache
def _sentences(language: Language) -> dict[str, str]:
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
