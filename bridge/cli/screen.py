"""Whether somebody sits before a screen of this computer, to whom a browser can be shown. Pure."""

import sys
from collections.abc import Mapping

AFAR = ("CI", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
"""Where one of these is set nobody would see it."""

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Without them a browser within the terminal might open, in the middle of what is written there."""


def is_watched(environment: Mapping[str, str], *, terminal: bool, system: str = sys.platform) -> bool:
    """``terminal``: what is written goes to one."""
    if not terminal or any(environment.get(one) for one in AFAR):
        return False
    return system in ("win32", "darwin") or any(environment.get(one) for one in SCREENS)
