"""Schemathesis sends what the OpenAPI allows, and what it forbids, to a running server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from tests.integration.infra.installation import Installation, installation, make_workspace

EXAMPLES = 3
MANY_EXAMPLES = 60
# Streams never end; the sign-in throttle would lock the fuzzer out of its own account.
LEFT_OUT = "^/api/v1/(live|me|sign-|setup|profiles/\\{profile_id\\}/export)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    data: Path = tmp_path_factory.mktemp("fuzz") / "data"
    with installation(data) as running:
        yield running


@pytest.fixture(scope="module")
def token(server: Installation) -> str:
    return make_workspace(server.data, "Fuzz").api_token


@pytest.mark.timeout(600)
def test_no_input_breaks_the_server_or_the_promised_shape(server: Installation, token: str) -> None:
    """The same few cases of every route each time."""
    fuzz_all(server, token, settings(max_examples=EXAMPLES, derandomize=True))


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_many_inputs_break_nothing(server: Installation, token: str) -> None:
    """Other cases each time."""
    fuzz_all(server, token, settings(max_examples=MANY_EXAMPLES))


def fuzz_all(server: Installation, token: str, amount: settings) -> None:
    schema = schemathesis.openapi.from_url(f"{server.url}/api/openapi.json").exclude(path_regex=LEFT_OUT)
    faults: dict[str, str] = {}
    tried = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        tried += 1
        try:
            fuzz(operation, token, amount)
        except Exception as error:  # noqa: BLE001 - every fault of every route is wanted, not the first
            faults[operation.label] = str(error)[:2_000]

    assert tried > 40
    assert not faults, "\n\n".join(f"{name}\n{text}" for name, text in faults.items())


def fuzz(operation: schemathesis.APIOperation[Any, Any, Any, Any], token: str, amount: settings) -> None:
    """Send so many cases of one route; raises with the first that breaks a promise."""

    @settings(amount, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {token}"},
            checks=[not_a_server_error, content_type_conformance, response_schema_conformance],
            timeout=20,
        )

    send()
