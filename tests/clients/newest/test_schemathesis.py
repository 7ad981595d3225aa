"""The endpoint is asked whatever its own published description allows, and whatever it does not.

No 5xx, no answer but as it is described, every error in the one envelope. What fits the form is not always sense (a
tool that is to be called and is not offered), and what does not fit may be harmless, so either may be taken.
"""

from collections.abc import Iterator
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.schemas import APIOperation, BaseSchema

from tests.clients.conftest import KEY
from tests.clients.newest import MODEL

EXAMPLES = 25
"""Of each address, for either way."""

ENVELOPE = {"message", "type", "param", "code"}

load_all_checks()

LEFT_OUT = CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection", "ignored_auth"])
"""We are patient with what no harm comes of. The last one shows its own key together with ours, and wonders."""


@pytest.fixture(scope="module")
def described(addresses: dict[str, str]) -> BaseSchema:
    """Of the endpoint that does everything itself."""
    config = schemathesis.Config.from_dict({"headers": {"Authorization": f"Bearer {KEY}"}})
    return schemathesis.openapi.from_url(f"{addresses['asked']}/openapi.json", config=config)


def operations(described: BaseSchema) -> Iterator[APIOperation]:
    """Each address with each of its methods."""
    for found in described.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize("way", [*GenerationMode], ids=str)
def test_whatever_it_is_asked(described: BaseSchema, way: GenerationMode) -> None:
    """A model that is not there would be the end of most requests, so they name the one that is."""
    asked = 0
    for operation in operations(described):

        @given(operation.as_strategy(way))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Case) -> None:
            nonlocal asked
            asked += 1
            if isinstance(case.body, dict) and isinstance(case.body.get("model"), str) and case.body["model"]:
                case.body["model"] = MODEL
            response = case.call(timeout=20)
            case.validate_response(response, excluded_checks=LEFT_OUT)
            if response.status_code >= 400:
                assert response.json()["error"].keys() == ENVELOPE

        with suppress(Unsatisfiable):  # what takes nothing can be given nothing wrong
            ask()
    assert asked > EXAMPLES
