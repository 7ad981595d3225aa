"""All in one page that needs nothing else: it reads in any browser, day and night, without a script; pure."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape
from importlib.resources import files as resources
from mimetypes import guess_type

from bridge.exporting.form import Filed
from bridge.exporting.markdown import said_of
from bridge.exporting.title import title_of
from bridge.naming.called import BY_ID, Called, channel_name
from bridge.texts import say
from bridge.types import Enclosed, Language, Record, Sheet, Thread, Turn

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser draws, and no SVG, which is a page of its own."""

BEGIN = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
"""


class Page:
    """A Form: ``threadbridge.html``."""

    file = "threadbridge.html"
    whole = True

    def __init__(self, language: Language, html: Callable[[str], str], called: Called = BY_ID) -> None:
        """``html`` makes of Markdown what can do no harm in a page."""
        self._language: Language = language
        self._html = html
        self._called = called
        self._thread: Thread | None = None

    def named(self, sheet: Sheet, one: Enclosed) -> str:
        return one.name

    def begin(self) -> str:
        style = resources(__package__).joinpath("page.css").read_text("utf-8")
        return BEGIN.format(language=self._language, title=say("export_page", self._language), style=style)

    def add(self, sheet: Sheet, files: tuple[Filed, ...]) -> str:
        return "".join(self._pieces(sheet, files))

    def end(self) -> str:
        return f"{self._closed()}</main>\n</body>\n</html>\n"

    def _closed(self) -> str:
        return "</article>\n" if self._thread else ""

    def _pieces(self, sheet: Sheet, files: tuple[Filed, ...]) -> Iterator[str]:
        if sheet.record.thread != self._thread:
            yield self._closed()
            yield self._opened(sheet.record, sheet.turn)
            self._thread = sheet.record.thread
        yield self._question(sheet.turn, [one for one in files if one.enclosed.asked])
        yield self._answer(sheet.turn, [one for one in files if not one.enclosed.asked])

    def _opened(self, record: Record, turn: Turn) -> str:
        title = record.title or title_of(turn.question.text) or str(record.thread)
        tags = (f"#{one}" for one in record.tags)
        threads = (record.thread, *record.others)
        names = dict.fromkeys(channel_name(self._called, one.place) for one in threads)
        where = " · ".join(map(str, (*(f"#{name}" for name in names if name), *threads, *tags)))
        return f"<article>\n<header><h2>{escape(title)}</h2><p>{escape(where)}</p></header>\n"

    def _question(self, turn: Turn, files: list[Filed]) -> str:
        text = turn.question.text or say("export_" + turn.question.action, self._language)
        asked = datetime.fromtimestamp(turn.accepted_at).astimezone()
        when = f'<time datetime="{asked.isoformat(timespec="seconds")}">{asked:%Y-%m-%d %H:%M}</time>'
        who = f"{escape(self._called.who(turn.question))} · {when}"
        have = {one.enclosed.name for one in files}
        names = ", ".join(one.name for one in turn.question.attachments if one.name not in have)
        gone = f"<p>{escape(say('export_attached', self._language, names=names))}</p>" if names else ""
        return (
            f'<section class="question"><p class="who">{who}</p>'
            f'<div class="said">{escape(text)}</div>{gone}{self._filed(files)}</section>\n'
        )

    def _answer(self, turn: Turn, files: list[Filed]) -> str:
        who = escape(turn.answered_by or turn.backend)
        told = "".join(f'<p class="told">{escape(one.strip("*"))}</p>' for one in said_of(turn, self._language))
        said = self._html(turn.answer) if turn.answer else ""
        filed = self._filed(files)
        return f'<section class="answer"><p class="who">{who}</p>\n{said}{told}{filed}</section>\n'

    def _filed(self, files: list[Filed]) -> str:
        return "".join(map(_file, files))


def _file(one: Filed) -> str:
    name = escape(one.enclosed.name)
    kind = guess_type(one.enclosed.name)[0] or "application/octet-stream"
    content = b64encode(one.content).decode()
    if kind in PICTURES:
        return f'<p><img alt="{name}" src="data:{kind};base64,{content}"></p>\n'
    return f'<p><a download="{name}" href="data:application/octet-stream;base64,{content}">{name}</a></p>\n'
