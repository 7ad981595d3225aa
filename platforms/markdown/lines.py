"""One line of Markdown: the marks before it, and what kind of line it is. Pure."""

import re
from dataclasses import dataclass

_MARKER = r"(?:[-*+]|\d{1,9}[.)])"
_MARKS = re.compile(rf"(?:[ \t]*>[ \t]?|[ \t]*{_MARKER}(?:[ \t]+|$))*[ \t]*")
_ITEM = re.compile(rf"(?:^|[ \t>]){_MARKER}[ \t]*(?:\[[ xX]\][ \t]*)?$")
_TASK = re.compile(r"\[[ xX]\](?:[ \t]+|$)")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)")
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}", re.ASCII)
_TEX = re.compile(r"\\[A-Za-z]+|[\^_={}]")

LONGEST_HEAD = 200
"""Characters that a line may have before it is said what kind it is."""

_SURE = re.compile(
    r"[^-*+_#>=|$`~\\\[\d]|\d{1,9}(?:[^\d.)]|[.)]\S)|\d{10}|[*_]+[^*_\s]|[-+]+[^-+\s]|#+[^#\s]|#{7}|`{1,2}[^`]|`+[^`]+`"
    r"|~{1,2}[^~]|\$[^$]|\\[^\[]|\[.{4}|=+[^=]"
)


@dataclass(frozen=True, slots=True)
class Line:
    marks: str
    """Quote signs, list markers, indentation and the box of a task, as they stand there."""
    content: str

    @property
    def quotes(self) -> int:
        return self.marks.count(">")

    @property
    def is_blank(self) -> bool:
        return not self.content.strip()

    @property
    def is_item(self) -> bool:
        return _ITEM.search(self.marks) is not None

    @property
    def indent(self) -> int:
        """Columns before the content, or before the first marker."""
        rest = self.marks.rpartition(">")[2]
        rest = rest[self.quotes > 0 and rest[:1] == " " :].expandtabs(4)
        return len(rest) - len(rest.lstrip(" "))

    @property
    def below(self) -> str:
        """The marks of a line that goes on inside of the same item and quote."""
        return re.sub(r"[^ \t>]", " ", _TASK.sub("", self.marks))

    @property
    def room(self) -> int:
        """Columns of a line inside of what this one begins that are not its content, behind the quote signs."""
        return len(self.below.rpartition(">")[2].removeprefix(" " * (self.quotes > 0)).expandtabs(4))

    @property
    def fence(self) -> tuple[str, str] | None:
        """The run of signs and the language of a line that opens a fence."""
        found = _FENCE.fullmatch(self.content)
        if not found:
            return None
        language = _LANGUAGE.match(found[2])
        return found[1], language[0] if language else ""

    @property
    def heading(self) -> tuple[str, str] | None:
        found = _HEADING.fullmatch(self.content)
        return (found[1], found[2] or "") if found else None

    @property
    def is_rule(self) -> bool:
        return _RULE.fullmatch(self.content) is not None

    @property
    def is_row(self) -> bool:
        return self.content.startswith("|") and len(self.content) > 1

    @property
    def maths(self) -> tuple[str, str] | None:
        """What will close the formula that this line opens, "" if it does so itself, and what of it stands here."""
        for opening, closing in (("\\[", "\\]"), ("$$", "$$")):
            if self.content.startswith(opening):
                rest = self.content[2:].strip()
                inside, closed, after = rest.partition(closing)
                if closed and inside.strip() and not after.strip():
                    return "", inside.strip()
                if not closed and (not rest or _TEX.search(rest)):
                    return closing, rest
        return None

    @property
    def is_text(self) -> bool:
        """Nothing but words, so that it may belong to the paragraph before it."""
        special = self.fence or self.heading or self.is_rule or self.is_row or self.maths
        return not self.is_blank and not special and not self.is_item


def line(text: str) -> Line:
    text = text.rstrip("\r")
    if len(text) - len(text.lstrip(" ")) < 4 and _RULE.fullmatch(text.strip(" ")):
        return Line("", text.strip(" "))
    found = _MARKS.match(text)
    assert found is not None
    marks, content = found[0], text[found.end() :]
    if marks.strip(" \t>") and (task := _TASK.match(content)):
        marks, content = marks + task[0], content[task.end() :]
    return Line(marks, content)


def next_line(source: str, at: int) -> tuple[str, int]:
    """The line that begins here, and where the next one does; 0 while this one has not ended."""
    end = source.find("\n", at)
    return (source[at:], 0) if end < 0 else (source[at:end], end + 1)


def parted(text: str, quotes: int, room: int) -> tuple[str, str]:
    """The marks of a line of code, and the code: behind so many quote signs and columns."""
    text, at = text.rstrip("\r"), 0
    for _ in range(quotes):
        at = text.index(">", at) + 1
        at += text[at : at + 1] == " "
    room = min(room, len(text) - at - len(text[at:].lstrip(" ")))
    return text[: at + room], text[at + room :]


def is_sure(text: str) -> bool:
    """Whether the beginning of a line that has not ended says already that it is text."""
    content = line(text).content
    return bool(content.strip()) and (len(text) > LONGEST_HEAD or _SURE.match(content) is not None)


def cells(row: str) -> list[str]:
    """GFM: a pipe parts cells, wherever it stands, unless it is escaped."""
    parts = re.split(r"(?<!\\)\|", row.strip().removeprefix("|"))
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [part.strip().replace("\\|", "|") for part in parts]


def alignments(row: str) -> list[str] | None:
    """Of a table's second row; None where it is none."""
    parts = cells(row)
    if not parts or not all(re.fullmatch(r":?-+:?", part) for part in parts):
        return None
    return ["center" if one[0] == one[-1] == ":" else "right" if one[-1] == ":" else "left" for one in parts]
