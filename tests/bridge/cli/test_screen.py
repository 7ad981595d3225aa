"""When a browser opens by itself."""

import pytest

from bridge.cli.screen import is_watched


@pytest.mark.parametrize(
    ("system", "environment", "terminal", "watched"),
    [
        ("linux", {"DISPLAY": ":0"}, True, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True, True),
        ("linux", {}, True, False),
        ("darwin", {}, True, True),
        ("win32", {}, True, True),
        ("darwin", {}, False, False),
        ("darwin", {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, True, False),
        ("linux", {"DISPLAY": "localhost:10.0", "SSH_TTY": "/dev/pts/1"}, True, False),
        ("linux", {"DISPLAY": ":0", "CI": "true"}, True, False),
    ],
)
def test_only_before_somebody_who_sees_it(
    system: str, environment: dict[str, str], terminal: bool, watched: bool
) -> None:
    """With a screen and a terminal, here, and never for a machine."""
    assert is_watched(environment, terminal=terminal, system=system) is watched
