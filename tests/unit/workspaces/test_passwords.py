from collections.abc import Iterator

import pytest
from argon2 import extract_parameters

from otklik.workspaces import passwords
from otklik.workspaces.passwords import PasswordCost


@pytest.fixture
def _real_cost() -> Iterator[None]:
    passwords.set_cost(PasswordCost())
    yield
    passwords.set_cost(passwords.CHEAP)


@pytest.mark.usefixtures("_real_cost")
async def test_nobody_costs_what_a_member_costs_and_fits_no_password() -> None:
    made = await passwords.hash_password("correct horse")
    nobody = passwords._state["hashing"].nobody
    assert extract_parameters(nobody) == extract_parameters(made)
    assert extract_parameters(made).memory_cost == 65_536
    assert extract_parameters(made).time_cost == 3
    assert await passwords.is_right(made, "correct horse")
    assert not await passwords.is_right(made, "another horse")
    assert not await passwords.is_right(None, "correct horse")
    assert not passwords._fits(passwords._state["hashing"].hasher, nobody, "nobody has this password")


async def test_a_cheaper_hash_is_renewed_at_the_next_sign_in() -> None:
    cheap = await passwords.hash_password("correct horse")
    assert not passwords.needs_renewal(cheap)
    passwords.set_cost(PasswordCost(passes=2, memory_kib=8, lanes=1))
    try:
        assert passwords.needs_renewal(cheap)
        assert await passwords.is_right(cheap, "correct horse")
    finally:
        passwords.set_cost(passwords.CHEAP)
