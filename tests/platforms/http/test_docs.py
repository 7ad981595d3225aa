"""docs/http.md holds the tables of fields as the program has them.

``python -m tests.platforms.http.test_docs`` writes them into it.
"""

import re
from pathlib import Path

import pytest

from platforms.http.serving.endpoints import ENDPOINTS, Endpoint

GUIDE = Path(__file__).parents[3] / "docs" / "http.md"


def place(endpoint: Endpoint) -> re.Pattern[str]:
    """Where in the guide its table stands."""
    return re.compile(f"(?<=<!-- fields of {endpoint.path.strip('/')} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_the_guide_has_every_field(endpoint: Endpoint) -> None:
    written = place(endpoint).search(GUIDE.read_text("utf-8"))
    assert written
    assert written.group() == endpoint.fields.markdown() + "\n", (
        "python -m tests.platforms.http.test_docs writes it"
    )


def write() -> None:
    """The tables as they are now."""
    guide = GUIDE.read_text("utf-8")
    for endpoint in ENDPOINTS:
        written = place(endpoint).search(guide)
        assert written, f"there is no place for {endpoint.path}"
        guide = guide[: written.start()] + endpoint.fields.markdown() + "\n" + guide[written.end() :]
    GUIDE.write_text(guide, "utf-8")


if __name__ == "__main__":
    write()
