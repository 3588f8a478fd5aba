"""What tests of this room share."""

import pytest

from otklik.workspaces import passwords


@pytest.fixture(autouse=True)
def _cheap_passwords() -> None:
    passwords.set_cost(passwords.CHEAP)
