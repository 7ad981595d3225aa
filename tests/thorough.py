"""How much of what is alike is tested: ``make test THOROUGH=1`` leaves nothing out, and takes minutes longer."""

import os

from scraper.practice.tab import Generation, Language

THOROUGH = os.environ.get("THOROUGH", "") not in ("", "0")

EXAMPLES = 200 if THOROUGH else 50
"""Of what holds for all that there may be, unless a test says otherwise: the same each time, so that a change is
judged by what it changes; with THOROUGH others each time, to find what nobody thought of."""

ON_A_PAGE = 25 if THOROUGH else 8
"""The same where a browser takes a second for each."""

PAIRS: tuple[tuple[Generation, Language], ...] = (("B", "ko"), ("A2", "en"))
"""Each generation of the page, and each language, once."""

PAGES = (*PAIRS, ("B", "en"), ("A2", "ko")) if THOROUGH else PAIRS
