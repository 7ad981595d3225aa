"""What can be pressed and chosen, and the objects these are made of.

Source: docs.slack.dev "Block elements", "Composition objects". Those of dialogs only (inputs) are left out.
"""

from .shapes import ID_MOST, URL_MOST, Check, both, either, flag, listed, one_of, plain, prose, shape, text, typed

OPTIONS_MOST, GROUPS_MOST = 100, 100

CONFIRM = shape(
    {"title": plain(100), "text": prose(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = shape({"text": prose(75), "value": text(150)}, {"description": prose(75), "url": text(URL_MOST)})
GROUP = shape({"label": plain(75), "options": listed(OPTION, OPTIONS_MOST)})
ACTION = {"action_id": text(ID_MOST)}
ASKS = {**ACTION, "confirm": CONFIRM, "focus_on_load": flag}
CHOICES = {"options": listed(OPTION, OPTIONS_MOST), "option_groups": listed(GROUP, GROUPS_MOST)}
SELECT = {**ASKS, "placeholder": plain(150)}

BUTTON = shape(
    {"text": plain(75)},
    {
        **ACTION,
        "url": text(URL_MOST),
        "value": text(2_000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": text(75),
    },
)
THUMB = shape({"text": plain(75), "value": text(2_000)}, {"accessibility_label": text(75)})
FILE = shape({}, {"id": text(ID_MOST), "url": text(URL_MOST)})


def image(more: dict[str, Check]) -> Check:
    fields = shape({"alt_text": text(2_000)}, {**more, "image_url": text(URL_MOST), "slack_file": FILE})
    return both(fields, either("image_url", "slack_file"))


IMAGE = image({})
PRESSED: dict[str, Check] = {
    "button": BUTTON,
    "static_select": both(
        shape({}, {**SELECT, **CHOICES, "initial_option": OPTION}), either("options", "option_groups")
    ),
    "multi_static_select": both(
        shape({}, {**SELECT, **CHOICES, "initial_options": listed(OPTION, OPTIONS_MOST)}),
        either("options", "option_groups"),
    ),
    "users_select": shape({}, {**SELECT, "initial_user": text(ID_MOST)}),
    "overflow": shape({"options": listed(OPTION, 5)}, {**ACTION, "confirm": CONFIRM}),
    "checkboxes": shape({"options": listed(OPTION, 10)}, {**ASKS, "initial_options": listed(OPTION, 10)}),
    "radio_buttons": shape({"options": listed(OPTION, 10)}, {**ASKS, "initial_option": OPTION}),
}
IN_ACTIONS = typed(PRESSED)
IN_SECTIONS = typed({**PRESSED, "image": IMAGE})
IN_CONTEXTS = typed(
    {
        "image": IMAGE,
        "mrkdwn": shape({"text": text(3_000)}, {"verbatim": flag}),
        "plain_text": shape({"text": text(3_000)}, {"emoji": flag}),
    }
)
IN_CONTEXT_ACTIONS = typed(
    {
        "feedback_buttons": shape({"positive_button": THUMB, "negative_button": THUMB}, ACTION),
        "icon_button": shape(
            {"icon": text(255), "text": plain(75)},
            {
                **ACTION,
                "value": text(2_000),
                "confirm": CONFIRM,
                "accessibility_label": text(75),
                "visible_to_user_ids": listed(text(ID_MOST), 1_000),
            },
        ),
    }
)
