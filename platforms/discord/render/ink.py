"""What was read, written again in the Markdown that Discord shows as it was meant. Pure.

Its emphasis needs no blanks beside it, so `**한글**은` is bold as it stands. What has no meaning keeps none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platforms.discord.render.signs import escaped
from platforms.markdown.inline import Break, Code, Link, Node, Styled, Words, plain, unlinked
from platforms.markdown.signs import THIN, is_space, live

_MARKS = {"bold": "**", "italic": "*", "strike": "~~"}
_INVITATION = re.compile(r"https?://(?:www\.)?(?:discord\.gg|discord(?:app)?\.com/invite)/", re.IGNORECASE)
_ENDS = re.compile(r"[.,;:!?]*(?:\s|$)")


@dataclass(frozen=True, slots=True)
class _Said:
    """Written already."""

    text: str


_Atom = str | _Said
"""Words still to be escaped, or what is written as it is."""


def written(nodes: Sequence[Node], *, begins: bool = True, newline: str = "\n", label: bool = False) -> str:
    """`begins` where a line does; `newline` is how the next one has to begin."""
    atoms = list(_atoms(nodes, newline, frozenset()))
    said, before = list[str](), ""
    for at, atom in enumerate(atoms):
        after = _first(atoms[at + 1 :])
        if isinstance(atom, str):
            said.append(escaped(atom, before, after, begins=begins, label=label))
        else:
            said.append(_beside(atom.text, before, _words(atoms[at + 1 :])))
        if said[-1]:
            begins = isinstance(atom, _Said) and atom.text == newline
            before = said[-1][-1]
    return "".join(said)


def coded(text: str) -> str:
    """Inline code, whatever it holds."""
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    padded = not text or "`" in (text[0], text[-1])
    return f"{fence} {text} {fence}" if padded else fence + text + fence


def _atoms(nodes: Sequence[Node], newline: str, inside: frozenset[str]) -> Iterator[_Atom]:
    for node in nodes:
        match node:
            case Words(text):
                yield text
            case Code(text):
                yield _Said(coded(text))
            case Break():
                yield _Said(newline)
            case Link(address, label):
                yield from _link(address, label, newline, inside)
            case Styled(style, words) if style in inside or not plain(words).strip() or _breaks(style, words):
                yield from _atoms(words, newline, inside)
            case Styled(style, words):
                yield _Said(_MARKS[style])
                yield from _atoms(words, newline, inside | {style})
                yield _Said(_MARKS[style])


def _breaks(style: str, nodes: Sequence[Node]) -> bool:
    """Discord looks for the end of a style first, in code too."""
    codes = (node.text for node in nodes if isinstance(node, Code))
    inner = (node.inside for node in nodes if isinstance(node, Styled))
    return any(_MARKS[style][0] in text for text in codes) or any(_breaks(style, more) for more in inner)


def _link(address: str, label: Sequence[Node], newline: str, inside: frozenset[str]) -> Iterator[_Atom]:
    """Discord shows no link whose label looks like one; nor is one made of what leads nowhere."""
    target, words = live(address).replace("*", "%2A"), plain(tuple(label))
    if not target.lower().startswith("http"):
        yield from _atoms(label or (Words(address),), newline, inside)
        if target and target.partition(":")[2] not in words:
            yield f" ({target.partition(':')[2]})"
    elif _INVITATION.match(target):
        yield words and f"{words} "
        yield _Said(coded(target))
    elif not words.strip() or words == address:
        yield _Said(target)
    elif "://" in words:
        yield words + " ("
        yield _Said(f"<{target}>")
        yield ")"
    else:
        yield _Said(f"[{written(tuple(unlinked(label)), begins=False, newline=' ', label=True)}]({target})")


def _beside(said: str, before: str, after: str) -> str:
    """Apart from a sign like its own that stands before it; a bare address has to end where it ends."""
    if said.startswith(("http://", "https://")):
        return said if is_space(before) and _ENDS.match(after) else f"<{said}>"
    return THIN + said if said[0] in "*~`" and before == said[0] else said


def _first(atoms: Sequence[_Atom]) -> str:
    return next((text[0] for atom in atoms if (text := _text(atom))), "")


def _words(atoms: Sequence[_Atom]) -> str:
    """What comes next, as far as it matters for an address."""
    return next((text for atom in atoms if (text := _text(atom))), "")


def _text(atom: _Atom) -> str:
    return atom if isinstance(atom, str) else atom.text
