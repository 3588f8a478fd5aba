"""The dictionary of redirects on a server with passwords.

The embedded engine has one user, `default`, without a password; yet a dictionary that names another, or a
wrong password, is refused there as by a server.
"""

import json

import pytest
import zstandard

from otklik.infra.clickhouse import ClickHouse, ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.migrate import migrate_clickhouse, sign_dictionary

_WRONG_PASSWORD = 516


async def _look_up(clickhouse: ClickHouse) -> int:
    await clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="test")
    rows = await clickhouse.system_query(
        "SELECT dictGetOrDefault('redirect', 'dst', (1::UInt32, 5::UInt64), 0) AS dst", comment="test"
    )
    return int(rows[0]["dst"])


@pytest.fixture
async def clickhouse(engines: Engines) -> ClickHouse:
    row = {"workspace_id": 1, "src": 5, "dst": 6, "version": 1, "batch": 1}
    await engines.clickhouse.insert("redirects", zstandard.compress(json.dumps(row).encode()), token="r")
    return engines.clickhouse


async def test_it_signs_in_by_the_name_it_is_given(clickhouse: ClickHouse) -> None:
    await sign_dictionary(clickhouse, user="default", password="")
    assert await _look_up(clickhouse) == 6
    await sign_dictionary(clickhouse, user="o'tklik", password="p'a\\ss{database}")
    with pytest.raises(ClickHouseError, match="o'tklik: Authentication failed") as caught:
        await _look_up(clickhouse)
    assert caught.value.code == _WRONG_PASSWORD
    await sign_dictionary(clickhouse, user="default", password="")  # as after the password was changed back
    assert await _look_up(clickhouse) == 6


async def test_migrating_again_leaves_the_embedded_one_as_it_is(clickhouse: ClickHouse) -> None:
    await migrate_clickhouse(clickhouse)
    assert await _look_up(clickhouse) == 6


async def test_user_and_password_of_an_address_are_decoded() -> None:
    client = await ClickHouse.open("http://us%20er:p%40ss%3A%2F@127.0.0.1:1", database="x")
    assert (client.user, client.password) == ("us er", "p@ss:/")
    await client.close()
