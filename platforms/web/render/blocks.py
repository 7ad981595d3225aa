"""What this page has besides CommonMark: formulas of their own, ``\\[ … \\]`` and ``$$ … $$``, and tasks. Pure."""

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

MATHS_ALONE = "maths_alone"
PAIRS = {"\\[": "\\]", "$$": "$$"}


def alone(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block that begins with one of these and ends in a line that ends with the other."""
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    closes = next((closing for opening, closing in PAIRS.items() if first.startswith(opening)), "")
    if not closes:
        return False
    said = [first[2:]]
    last = start if _ends(said[0], closes) else _last(state, start, end, closes, said)
    if last is None or silent:
        return last is not None
    token = state.push(MATHS_ALONE, "math", 0)
    token.content = "\n".join(said).strip().removesuffix(closes).strip()
    token.map = [start, last + 1]
    state.line = last + 1
    return True


TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


def tasks(state: StateCore) -> None:
    """The boxes of a list of tasks, as signs: nobody can tick them here."""
    for item, token in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type != "list_item_open" or token.type != "inline" or not token.children:
            continue
        first, box = token.children[0], token.content[:4]
        if box in TASKS and first.content.startswith(box):
            first.content = TASKS[box] + first.content[len(box) :]


def _last(state: StateBlock, start: int, end: int, closes: str, said: list[str]) -> int | None:
    """The line in which it ends; None where it does not, or where a line between is empty."""
    for number in range(start + 1, end):
        line = _line(state, number)
        if not line.strip() or state.sCount[number] < state.blkIndent:
            return None
        said.append(line)
        if line.rstrip().endswith(closes):
            return number
    return None


def _ends(line: str, closes: str) -> bool:
    return line.rstrip().endswith(closes) and line.strip() != closes


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
