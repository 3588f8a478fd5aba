"""Lists travel to PostgreSQL whole, whatever is in their texts."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.infra.engines import Engines
from otklik.infra.postgres_lists import QuickListDumper

TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=20)
NUMBERS = st.lists(st.integers(-(1 << 63), (1 << 63) - 1), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(texts=TEXTS, numbers=NUMBERS)
async def test_lists_come_back_as_they_were(engines: Engines, texts: list[str], numbers: list[int]) -> None:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT %s::text[], %s::bigint[]", (texts, numbers))
        assert await cursor.fetchone() == (texts, numbers)


@pytest.mark.parametrize("texts", [["NULL", "", " ", "null"], ['"', "\\", '\\"', "{}", "a,b", "ё\n\t"]])
async def test_awkward_texts(engines: Engines, texts: list[str]) -> None:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT %s::text[]", (texts,))
        assert await cursor.fetchone() == (texts,)


async def test_other_lists_go_psycopgs_way(engines: Engines) -> None:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT %s::text[], %s::boolean[], %s::float8[]", (["a", None], [True, False], [1.5])
        )
        assert await cursor.fetchone() == (["a", None], [True, False], [1.5])


async def test_a_nul_is_refused(engines: Engines) -> None:
    async with engines.postgres.connection() as connection:
        with pytest.raises(psycopg.DataError):
            await connection.execute("SELECT %s::text[]", (["a\0b", "c"],))
        assert connection.adapters.get_dumper(list, psycopg.adapt.PyFormat.TEXT) is QuickListDumper
