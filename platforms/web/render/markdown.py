"""Markdown → HTML. What models and people write is escaped when it is made and cleaned when it is whole. Pure.

Nothing of it loads anything from anywhere: a picture from the web is a link to it.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from platforms.markdown.grammar import BARE, MATHS, reader_of_ones_own
from platforms.web.render.blocks import MATHS_ALONE, alone, tasks
from platforms.web.render.code import CLASSES, code
from platforms.web.render.maths import maths

TEXT = {"a", "br", "code", "em", "s", "span", "strong", "p", "pre", "blockquote", "hr", "div", "ol", "ul", "li"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
MATHML = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "mpadded"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none"),
    *("mtable", "mtr", "mtd", "mphantom", "menclose"),
}
OF_MATHS = {
    *("stretchy", "fence", "form", "separator", "largeop", "movablelimits", "accent", "accentunder", "symmetric"),
    *("lspace", "rspace", "minsize", "maxsize", "width", "height", "depth", "linethickness", "scriptlevel"),
    *("displaystyle", "columnalign", "rowspacing", "columnspacing", "columnlines", "rowlines", "notation"),
    *("mathvariant", "mathcolor"),
}
ATTRIBUTES = dict.fromkeys(MATHML, OF_MATHS) | {
    "a": {"href", "title"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "div": {"tabindex"},
    "math": {"display"},
}
OURS = {"span": {*CLASSES, "language"}, "div": {"code", "table", "formula"}, "th": {"right", "center"}}

_CLEANER = nh3.Cleaner(
    tags=TEXT | HEADINGS | TABLE | MATHML,
    attributes=ATTRIBUTES,
    allowed_classes=OURS | {"td": OURS["th"]},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


@lru_cache(256)
def html(markdown: str) -> str:
    """All of it, ready to stand in a page."""
    return clean(_Renderer().render(reader().parse(markdown), reader().options, {}))


def clean(unsafe: str) -> str:
    return _CLEANER.clean(unsafe)


@cache
def reader() -> MarkdownIt:
    markdown = reader_of_ones_own()
    before = ["paragraph", "reference", "blockquote", "list"]
    markdown.block.ruler.before("fence", MATHS_ALONE, alone, {"alt": before})
    markdown.core.ruler.push("tasks", tasks)
    return markdown


class _Renderer(RendererHTML):
    """markdown-it's own, and what is different here."""

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        return maths(token.content) if token.markup == MATHS else f"<code>{escape(token.content)}</code>"

    def maths_alone(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<div class="formula" tabindex="0">{maths(tokens[idx].content, alone=True)}</div>\n'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code(tokens[idx].content, tokens[idx].info)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code(tokens[idx].content, "")

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = escape(str(tokens[idx].attrs.get("href", "")))
        return f'<a href="{address}">' + (address if tokens[idx].markup == BARE else "")

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Below those of the page."""
        return f"<{_below(tokens[idx].tag)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{_below(tokens[idx].tag)}>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrs.get("src", ""))
        words = tokens[idx].content or address
        return f'<a href="{escape(address)}">{escape(words)}</a>'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        side = str(tokens[idx].attrs.get("style", "")).partition("text-align:")[2]
        return f'<{tokens[idx].tag} class="{side}">' if side in ("right", "center") else f"<{tokens[idx].tag}>"

    td_open = th_open


def _below(heading: str) -> str:
    return f"h{min(6, int(heading[1:]) + 2)}"
