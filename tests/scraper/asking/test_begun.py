"""How far we had come with a turn when we were ended."""

import os
import time
from pathlib import Path

from bridge.types import TurnId
from scraper.asking.begun import KEPT, Begun

ONE, TWO = TurnId(1), TurnId(2)


def test_only_what_was_begun_here_and_never_pressed_is_known_to_be_unsent(tmp_path: Path) -> None:
    """Also after a restart; a page that did not send gives it free again."""
    begun = Begun(tmp_path / "turns")
    assert not begun.unsent(ONE)
    begun.begin(ONE)
    begun.begin(TWO)
    begun.press(TWO)
    again = Begun(tmp_path / "turns")
    assert (again.unsent(ONE), again.unsent(TWO)) == (True, False)
    again.begin(TWO)
    again.over(ONE)
    assert (again.unsent(ONE), again.unsent(TWO)) == (False, True)


def test_what_is_very_old_is_forgotten(tmp_path: Path) -> None:
    """Nobody goes on with it."""
    begun = Begun(tmp_path)
    begun.begin(ONE)
    begun.begin(TWO)
    long_ago = time.time() - KEPT - 60
    os.utime(tmp_path / "1", (long_ago, long_ago))
    again = Begun(tmp_path)
    assert (again.unsent(ONE), again.unsent(TWO)) == (False, True)
