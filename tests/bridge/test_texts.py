"""Every sentence exists in every language, and whoever says it fills its blanks."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import bridge.texts
from bridge import errors
from bridge.errors import BackendError, BridgeError, NotReady, Walled
from bridge.texts import say
from bridge.types import Language

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = get_args(Language)
UMBRELLAS = {BridgeError, BackendError, NotReady, Walled}
"""Classes to catch by; only what stands below them is raised."""


def sentences(language: Language) -> dict[str, str]:
    return tomllib.loads(files(bridge.texts).joinpath(f"{language}.toml").read_text("utf-8"))


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def kinds(kind: type[BridgeError] = BridgeError) -> Iterator[type[BridgeError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


RAISED = [kind for kind in kinds() if kind.__module__ == errors.__name__ and kind not in UMBRELLAS]
WALLS = [kind for kind in RAISED if issubclass(kind, Walled)]


def test_the_languages_have_the_same_sentences_with_the_same_blanks() -> None:
    """Nobody reads a hole."""
    english, *others = ({key: blanks(text) for key, text in sentences(lang).items()} for lang in LANGUAGES)
    assert all(other == english for other in others)


def test_no_blank_is_numbered_or_nameless() -> None:
    """They are filled by name."""
    for language in LANGUAGES:
        for key, sentence in sentences(language).items():
            assert all(name.isidentifier() for name in blanks(sentence)), (language, key)


@pytest.mark.parametrize("kind", RAISED, ids=[kind.__name__ for kind in RAISED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_can_be_said(kind: type[BridgeError], language: Language) -> None:
    """With its values in it, in both languages; ``str`` is the English one."""
    values = {name: f"<{name}>" for name in blanks(sentences("en")[kind.__name__])}
    error = kind(**values)
    assert all(value in error.say(language) for value in values.values())
    assert str(error) == error.say("en")


@pytest.mark.parametrize("kind", WALLS, ids=[kind.__name__ for kind in WALLS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_owner_is_told_what_to_do_about_every_wall(kind: type[Walled], language: Language) -> None:
    """In a sentence of its own, with the same values."""
    values = {name: f"<{name}>" for name in blanks(sentences("en")[kind.__name__])}
    error = kind(**values)
    assert all(value in error.say_to_owner(language) for value in values.values())
    assert error.say_to_owner(language)


def test_braces_in_a_value_are_only_braces() -> None:
    """What a site or a person wrote is not a format."""
    assert errors.Refused(what="{x} {0} {}").say("ko").endswith("{x} {0} {}")


def test_every_error_is_in_the_tree_of_the_docstring() -> None:
    """Which is what people read."""
    assert errors.__doc__
    assert [kind.__name__ for kind in kinds() if kind.__name__ not in errors.__doc__] == []


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a sentence is said in our code: the place, its key, the blanks it fills (None: can't be seen)."""
    raised = {kind.__name__ for kind in RAISED}
    for folder in ("bridge", "platforms", "scraper", "storage"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                filled = {keyword.arg for keyword in node.keywords if keyword.arg and keyword.arg != "language"}
                starred = any(keyword.arg is None for keyword in node.keywords)
                place = f"{file.relative_to(ROOT)}:{node.lineno}"
                if node.func.id in raised:
                    yield place, node.func.id, None if starred else filled
                elif node.func.id == "say" and node.args and isinstance(node.args[0], ast.Constant):
                    yield place, str(node.args[0].value), None if starred else filled


def test_whoever_says_a_sentence_fills_its_blanks() -> None:
    """A forgotten blank would be a KeyError in the moment in which something went wrong anyway."""
    said = [*calls()]
    assert len(said) > 400
    needed = {key: blanks(sentences("en")[key]) for _, key, _ in said}
    assert [(place, key) for place, key, filled in said if filled is not None and not needed[key] <= filled] == []


@pytest.mark.parametrize("kind", [BridgeError, BackendError, NotReady, Walled])
def test_no_umbrella_is_raised(kind: type[BridgeError]) -> None:
    """It would have nothing to say."""
    with pytest.raises(KeyError):
        kind()


def test_an_unknown_sentence_is_a_bug() -> None:
    """It is not passed over in silence."""
    with pytest.raises(KeyError):
        say("nobody wrote this")
