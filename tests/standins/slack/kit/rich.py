"""rich_text: what Slack's own editor makes.

Source: docs.slack.dev "Rich text block".
"""

from .shapes import Check, flag, listed, one_of, shape, text, typed, whole

MANY = 10_000  # no limit is documented

STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "underline", "code", "highlight"), flag))
STYLED = {"style": STYLE}
WORDS = shape({"text": text(MANY * 4)}, STYLED)
LINK = shape({"url": text(3_000)}, {"text": text(MANY), "unsafe": flag, **STYLED})

INLINE: Check = typed(
    {
        "text": WORDS,
        "link": LINK,
        "emoji": shape(
            {"name": text(255)},
            {"unicode": text(255), "skin_tone": whole(1, 6), "display_text": text(255)} | STYLED,
        ),
        "user": shape({"user_id": text(255)}, STYLED),
        "channel": shape({"channel_id": text(255)}, STYLED),
        "usergroup": shape({"usergroup_id": text(255)}, STYLED),
        "broadcast": shape({"range": one_of("here", "channel", "everyone")}, STYLED),
        "color": shape({"value": text(255)}, STYLED),
        "date": shape(
            {"timestamp": whole(0, 10**12), "format": text(255)}, {"url": text(3_000), "fallback": text(255)}
        ),
    }
)
BORDER = {"border": whole(0, 1)}
SECTION = shape({"elements": listed(INLINE, MANY, 0)})

RICH_TEXT = listed(
    typed(
        {
            "rich_text_section": SECTION,
            "rich_text_quote": shape({"elements": listed(INLINE, MANY, 0)}, BORDER),
            "rich_text_preformatted": shape(
                {"elements": listed(typed({"text": WORDS, "link": LINK}), MANY, 0)},
                BORDER | {"language": text(255)},
            ),
            "rich_text_list": shape(
                {
                    "style": one_of("bullet", "ordered"),
                    "elements": listed(typed({"rich_text_section": SECTION}), MANY, 0),
                },
                BORDER | {"indent": whole(0, 8), "offset": whole(0, MANY)},
            ),
        }
    ),
    MANY,
    0,
)
