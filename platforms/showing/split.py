"""Markdown in parts that lose nothing.

A line scanner and not a Markdown parser, because a posted part must never be reshaped. In a tree the shape of a
block hangs on what comes later (a table's second row, an underlined heading, a lazy quote); here a cut looks at
nothing beyond the window of its own part, so text that arrives later cannot move it. Slack and Discord read fences
line by line too, and don't ask which list item CommonMark would say has ended one.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LEAST = 64  # below it a fence re-opened, its closing line and one character hardly fit side by side
RESERVE = 32  # kept free for the line that closes a fence; a fence that needs more is treated as text

_NL = r"(?>\r\n|\r|\n)"  # atomic: the two halves of \r\n are not an empty line
_MARKER = r"(?:[-*+]|\d{1,9}[.)])[ \t]+"  # of a list item
_FENCE = re.compile(rf"(?<![^\r\n])([ \t>]*(?:{_MARKER})?)(`{{3,}}|~{{3,}})([^\r\n]*)")
_UNQUOTED = re.compile(r"(?<=\n)(?=[ \t]*(?:[^\s>]|[\r\n]))")

# Where to cut, best first; the empty group is the place. A kind is taken from where it fills that many eighths of
# the window: a short part is a fair price for a whole block, not for a whole sentence.
_OPEN = r"(?![ \t>]*(?:`+|~+)[ \t]*(?:[\r\n]|\Z))"  # a cut before a closing line would leave an empty block
_TOP = rf"(?=\S)(?!{_MARKER})"
_BLOCK = re.compile(
    rf"(?<![^\r\n])#{{1,6}}[ \t][^\r\n]*{_NL}(?:[ \t]*{_NL})*"  # no place: a heading stays with its text
    rf"|(?:{_NL}[ \t]*{_NL}{_TOP}|{_NL}(?=#{{1,6}}[ \t]|```|~~~)"
    rf"|(?<=```|~~~)[ \t]*{_NL}{_TOP}|(?<=[^|\s])[ \t]*{_NL}(?=\|))()"
)
_ITEM = re.compile(rf"(?:{_NL}[ \t]*{_NL}(?=[ \t]*\S)|{_NL}(?=[ \t]*{_MARKER})){_OPEN}()")
_LINE = re.compile(rf"{_NL}(?=[ \t]*[^\s|]){_OPEN}()")
_ROW = re.compile(rf"{_NL}(?=[ \t]*\|)()")  # of a table
_SENTENCE = re.compile(r"(?:[.!?…][\"'”’)\]*_`]*\s+|[。！？][」』”’)]*\s*)(?=\S)()")
_SPACE = re.compile(r"(?<=\s)(?=\S)()")
_CUTS = ((_BLOCK, 1), (_ITEM, 2), (_LINE, 2), (_ROW, 1), (_SENTENCE, 4), (_SPACE, 2))

# Besides combining marks these belong to the character before: joiners, skin tones, tags, jamo, halfwidth marks.
_EXTENDS = re.compile(
    "[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]"
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")  # a flag is two of these


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: `markdown[start:end]`, in characters, and the text to post for it.

    `text` is that slice, after the `reopen` of the piece before, and with one more line that closes the fence when
    `reopen` is not empty, which is when the slice ends inside one. Nothing else is added, nothing is left out.
    """

    start: int
    end: int
    text: str
    reopen: str = ""


def split(markdown: str, limit: int, size: Callable[[str], int] = len, after: Sequence[Piece] = ()) -> list[Piece]:
    """Cut `markdown` into pieces whose text is at most `limit` units of `size`.

    All pieces but the last are closed: whatever is appended to `markdown`, they stay as they are. Hand them over as
    `after` when the text has grown, and only the rest is looked at: a call then costs what one part costs. The last
    piece has its fence closed too, so that it can be shown while it grows. A piece of nothing but white space comes
    only from a run of white space that fills a window.

    `size` must not shrink when text grows, nor exceed the sum of the sizes of its parts: characters, UTF-16 units,
    bytes after escaping. Raises ValueError when `limit` is below 64 or not one character fits, and when `after` is
    longer than `markdown`.
    """
    if limit < LEAST:
        raise ValueError(f"The limit is {limit}; at least {LEAST} is needed.")
    pieces = list(after)
    if pieces and pieces[-1].end > len(markdown):
        raise ValueError(f"The closed pieces end at {pieces[-1].end}, the text at {len(markdown)}.")
    splitter = _Splitter(markdown, limit, size, min(RESERVE, limit // 4))
    while (start := pieces[-1].end if pieces else 0) < len(markdown):
        pieces.append(splitter.piece(start, pieces[-1].reopen if pieces else ""))
    return pieces


@dataclass(frozen=True, slots=True)
class _Splitter:
    text: str
    limit: int
    size: Callable[[str], int]
    reserve: int

    def piece(self, start: int, head: str) -> Piece:
        end = self._window(start, head)
        if end == start:
            raise ValueError(f"Not one character fits into a limit of {self.limit}.")
        fences = list(self._fences(start, end, head))
        cut = end if end == len(self.text) else _cut(self.text, start, end, fences)
        fence, body = _fence_at(fences, cut), self.text[start:cut]
        if not fence:
            return Piece(start, cut, head + body)
        whole = body.endswith(("\n", "\r"))
        return Piece(start, cut, head + body + "\n" * (not whole) + _closing(fence), self._reopen(fence, whole))

    def _window(self, start: int, head: str) -> int:
        """How far a piece may reach; the same however much text follows.

        So the reserve is due from the third sign of anything like a fence on, whatever becomes of it.
        """
        room = self.limit - self.size(head)
        end = self._fit(start, room)
        if head or _FENCE.search(self.text, start, end):
            return self._fit(start, room - self.reserve)
        return end

    def _fit(self, start: int, room: int) -> int:
        """The end of the longest slice from `start` that measures at most `room`."""
        rest = len(self.text) - start
        low, high = 0, room
        while high < rest and self.size(self.text[start : start + high]) <= room:
            low, high = high, 2 * high
        lengths = range(min(high, rest) + 1)
        return start - 1 + bisect_right(lengths, room, low, key=lambda n: self.size(self.text[start : start + n]))

    def _fences(self, start: int, end: int, head: str) -> Iterator[tuple[int, str]]:
        """Each place where a fence opens or closes, with the opening line that holds from there, "" for none."""
        at, fence = start, head.partition("\n")[0]
        while True:
            yield at, fence
            line = _FENCE.search(self.text, at, end)
            over = _UNQUOTED.search(self.text, at, line.end() if line else end + 1) if _quote(fence) else None
            if over:
                at, fence = over.start(), ""
            elif line:
                at, fence = line.end(2), self._after(fence, line)
            else:
                return

    def _after(self, fence: str, line: re.Match[str]) -> str:
        prefix, run, info = line.groups()
        if fence:
            return "" if _closes(fence, line) else fence
        if run[0] == "`" and "`" in info:  # inline code that only looks like a fence
            return ""
        opening = re.sub(r"[^\s>]", " ", prefix) + run + info  # the marker of a list item does not come twice
        return opening if self.size("\n" + _closing(opening)) <= self.reserve else ""

    def _reopen(self, fence: str, whole_line: bool) -> str:
        """The opening line again, without its info string where that would take too much of a part."""
        if self.size(fence + "\n") > self.limit // 4:
            fence = _closing(fence)
        return fence + "\n" + ("" if whole_line else _quote(fence))


def _parts(fence: str) -> tuple[str, str]:
    line = _FENCE.match(fence)
    return (line[1], line[2]) if line else ("", "")


def _closing(fence: str) -> str:
    return "".join(_parts(fence))


def _quote(fence: str) -> str:
    prefix, _ = _parts(fence)
    return prefix if ">" in prefix else ""


def _closes(fence: str, line: re.Match[str]) -> bool:
    (outer, opened), (prefix, run, rest) = _parts(fence), line.groups()
    return (
        run.startswith(opened)
        and not rest.strip()
        and not prefix.strip(" \t>")
        and prefix.count(">") == outer.count(">")
        and len(prefix.expandtabs()) <= len(outer.expandtabs()) + 3
    )


def _fence_at(fences: Sequence[tuple[int, str]], place: int) -> str:
    return fences[bisect_right(fences, place, key=lambda change: change[0]) - 1][1]


def _cut(text: str, start: int, end: int, fences: Sequence[tuple[int, str]]) -> int:
    """The best place up to `end`, with something to see on both sides; looks at `text[end]`, not beyond."""
    first = start + len(text[start : end + 1]) - len(text[start : end + 1].lstrip())
    last = start + len(text[start : end + 1].rstrip()) - 1
    if first >= last:  # white space, but for one character perhaps
        return end - 1 if text[end - 1 : end + 1] == "\r\n" and end - 1 > start else end
    for kind, eighths in _CUTS:
        least = max(first + 1, start + (end - start) * eighths // 8)
        places = [at for found in kind.finditer(text, first, end + 1) if (at := found.end(1)) >= least]
        for at in reversed(places):
            if not (kind is _BLOCK and _fence_at(fences, at)) and not _glued(text, start, at):
                return at
    return next((at for at in range(last, first, -1) if not _glued(text, start, at)), last)


def _glued(text: str, start: int, at: int) -> bool:
    """Whether a reader sees the characters on both sides of `at` as one: the part of UAX 29 that chats meet."""
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return before + after == "\r\n"
    if _FLAG.match(after):
        flags = at
        while flags > start and _FLAG.match(text, flags - 1):
            flags -= 1
        return (at - flags) % 2 == 1
    if unicodedata.category(after) in {"Mn", "Mc", "Me"} or _EXTENDS.match(after):
        return True
    return before == "\u200d" or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
