"""What was read, written again in the Markdown that Slack shows as it was meant. Pure.

Every sign that is not ours is escaped, so nothing gets a meaning that it did not have; and where Slack would not
see an emphasis of ours, a zero-width space stands beside it.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platforms.markdown.inline import Break, Code, Link, Node, Styled, Words, plain, unlinked
from platforms.markdown.signs import THIN, is_sign, is_space, is_wide_letter, live
from platforms.slack.render.signs import as_code, as_text

_MARKS = {"bold": "**", "italic": "*", "strike": "~~"}
_SPECIAL = re.compile(r"[\\`*_~\[\]!|]|(?<=p|s|P|S)://")
_SENTENCE = re.compile(r"[.,;:!?]*(?:\s|$)")
_BEGINS = re.compile(
    r"(?:#{1,6}|[-+]|\d{1,9}(?=([.)])))(?(1)[.)])(?=\s|$)|(?:-[ \t]*){2,}$|=+[ \t]*$|\||\[(?=[ xX]\] )"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a style begins or ends."""

    sign: str
    opens: bool


_Atom = _Mark | str | tuple[str, str]
"""A mark, text still to be escaped, or something written already and how it begins and ends for a reader."""


def written(nodes: Sequence[Node], *, begins: bool = True, newline: str = "\n", also: str = "") -> str:
    """As Slack's Markdown. `begins` where a line does, `newline` how the next one has to begin.

    `also` are signs that mean something in the place where this stands.
    """
    return _joined(list(_atoms(nodes, newline)), begins, also)


def coded(text: str) -> str:
    """Inline code, whatever it holds."""
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    padded = text[:1] in ("`", " ") or text[-1:] in ("`", " ")
    inside = f" {text} " if padded and text.strip() else text
    return fence + as_code(inside) + fence


def _atoms(nodes: Sequence[Node], newline: str) -> Iterator[_Atom]:
    for at, node in enumerate(nodes):
        match node:
            case Words(text):
                yield text
            case Code(text):
                yield coded(text), "`"
            case Break():
                yield newline, " "
            case Link(address, inside):
                yield from _link(address, inside, newline)
            case Styled():
                for part in _parted(node, _beside(nodes, at)):
                    yield from _styled(part, newline) if isinstance(part, Styled) else _atoms((part,), newline)


def _styled(node: Styled, newline: str) -> Iterator[_Atom]:
    mark = _MARKS[node.style]
    yield _Mark(mark, opens=True)
    yield from _atoms(node.inside, newline)
    yield _Mark(mark, opens=False)


def _link(address: str, inside: Sequence[Node], newline: str) -> Iterator[_Atom]:
    target = live(address)
    label: Sequence[Node] = tuple(unlinked(inside)) or (Words(address),)
    if not target or not plain(tuple(label)).strip():
        yield from _atoms(label, newline)
    elif not inside and target.startswith("http"):
        yield target, "a"
    else:
        yield f"[{_joined(list(_atoms(label, newline)), begins=False, also='[]')}]({target})", "a"


def _beside(nodes: Sequence[Node], at: int) -> str:
    """The last sign before this node and the first behind it."""
    before = plain(tuple(nodes[at - 1 : at]))[-1:] if at else ""
    return before + plain(tuple(nodes[at + 1 : at + 2]))[:1]


def _parted(node: Styled, beside: str) -> Sequence[Node]:
    """Slack does not see a style beside a wide letter when code is in it: then the code stands outside of it."""
    if not any(isinstance(one, Code) for one in node.inside) or not any(map(is_wide_letter, beside)):
        return (node,)
    parts: list[Node] = []
    for one in node.inside:
        if isinstance(one, Words):
            text = one.text.strip()
            before, _, after = one.text.partition(text) if text else (one.text, "", "")
            kept = [Words(before)] * bool(before), [Styled(node.style, (Words(text),))] * bool(text)
            parts += [*kept[0], *kept[1], *([Words(after)] * bool(after))]
        else:
            parts.append(one if isinstance(one, Code | Break) else Styled(node.style, (one,)))
    return parts


def _joined(atoms: list[_Atom], begins: bool, also: str) -> str:
    out: list[str] = []
    before = "" if begins else " "
    for at, atom in enumerate(atoms):
        after = _first(atoms[at + 1]) if at + 1 < len(atoms) else ""
        if isinstance(atom, _Mark):
            out.append(_mark(atom, before, after))
            before = out[-1][-1]
        elif isinstance(atom, tuple):
            text, kind = atom
            ahead = atoms[at + 1] if at + 1 < len(atoms) else ""
            ends = not ahead or (isinstance(ahead, str) and _SENTENCE.match(ahead) is not None)
            out.append(_apart(text, before, after, ends) if kind in "`a" else text)
            before = "" if kind == " " else out[-1][-1]
        elif atom:
            out.append(_escaped(atom, before, after, also, begins and not "".join(out[-1:]).strip(" ")))
            before = atom[-1]
    return "".join(out)


def _first(atom: _Atom) -> str:
    match atom:
        case _Mark(sign):
            return sign[0]
        case (text, kind):
            return "\n" if kind == " " else text[0]
        case _:
            return atom[:1]


def _mark(mark: _Mark, before: str, after: str) -> str:
    """With a zero-width space wherever Slack might not see that it opens or closes."""
    outer, inner = (before, after) if mark.opens else (after, before)
    free = is_space(outer) or outer == THIN or (outer in string.punctuation and outer not in "*~")
    inside = THIN if is_space(inner) or inner in "*~" or (is_sign(inner) and not free) else ""
    outside = "" if free else THIN
    return outside + mark.sign + inside if mark.opens else inside + mark.sign + outside


def _apart(text: str, before: str, after: str, ends: bool) -> str:
    """Code, or a link; an address without a label has to end where it ends."""
    if text.startswith(("http://", "https://")):
        return text if is_space(before) and ends else f"<{text}>"
    if not text.startswith("`"):
        return text
    left = THIN if not is_space(before) and (before == "`" or before not in string.punctuation) else ""
    right = THIN if not is_space(after) and (after == "`" or after not in string.punctuation) else ""
    return left + text + right


def _escaped(text: str, before: str, after: str, also: str, begins: bool) -> str:
    def escaped(found: re.Match[str]) -> str:
        sign, at = found[0], found.start()
        left = text[at - 1] if at else before
        right = text[found.end()] if found.end() < len(text) else after
        return ("\\" if _needs(sign, left, right, also) else "") + sign if sign != "://" else ":" + THIN + "//"

    said = as_text(_SPECIAL.sub(escaped, text))
    special = _BEGINS.match(text) if begins else None
    if special and special[0][0].isdigit():
        return f"{special[0][:-1]}\\{said[len(special[0]) - 1 :]}"
    return "\\" + said if special else said


def _needs(sign: str, left: str, right: str, also: str) -> bool:
    match sign:
        case "\\":
            return not right or right in string.punctuation or right == "\n"
        case "`":
            return True
        case "*" | "~":
            return not (is_space(left) and is_space(right) and left)
        case "_":
            return not (left.isalnum() and right.isalnum()) and not (left and is_space(left) and is_space(right))
        case "]":
            return right in ("(", "[", ":") or sign in also
        case "!":
            return right == "["
        case _:
            return sign in also
