"""What can be pressed below a message, and what is known of it when it is; pure.

What is pressed comes with the id that we gave it, so nothing has to be remembered: a button works after a restart.

Source: docs.discord.com "Component Reference" (custom_id: 100 characters), seen 2026-09.
"""

SIGN = "tb"
"""What all of our ids begin with."""


def custom_id(what: str, value: object = "") -> str:
    """Of something to press: what it does, and with what."""
    return f"{SIGN}:{what}:{value}"


def pressed(custom_id: str) -> tuple[str, str] | None:
    """What it does, and with what; None: it is not ours."""
    sign, *rest = custom_id.split(":", 2)
    return (rest[0], rest[1]) if sign == SIGN and len(rest) == 2 else None
