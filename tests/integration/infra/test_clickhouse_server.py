"""The embedded server's HTTP protocol, by a plain client and by clickhouse-connect."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import clickhouse_connect
import httpx
import pytest
import zstandard
from lz4.frame import compress as compress_lz4  # type: ignore[attr-defined] # typed by halves
from tests.conftest import Servers

from otklik.infra.engines import Engines


@pytest.fixture
async def http(servers: Servers, engines: Engines) -> AsyncIterator[httpx.AsyncClient]:
    """A plain client of the test's database."""
    async with httpx.AsyncClient(
        base_url=servers.clickhouse.url, params={"database": engines.clickhouse.database}, timeout=30
    ) as client:
        yield client


async def ask(http: httpx.AsyncClient, sql: str, **url: str) -> str:
    answer = await http.post("/", params={"query": sql, **url})
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_wrong_password_is_refused(servers: Servers) -> None:
    url = f"http://127.0.0.1:{servers.clickhouse.port}"
    async with httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/ping")).text == "Ok.\n"
        answer = await client.post("/", params={"query": "SELECT 1"})
        wrong = await client.post("/", params={"query": "SELECT 1"}, auth=("otklik", "wrong"))
    assert answer.status_code == wrong.status_code == 401
    assert answer.headers["x-clickhouse-exception-code"] == "516"


async def test_settings_are_passed_on_and_do_not_stay(http: httpx.AsyncClient) -> None:
    sql = "SELECT value FROM system.settings WHERE name = 'max_block_size'"
    default = await ask(http, sql)
    assert await ask(http, sql, max_block_size="1234") == "1234\n"
    assert await asyncio.gather(*(ask(http, sql) for _ in range(10))) == [default] * 10


@pytest.mark.parametrize("name", ["nonsense", "max_threads; DROP", "Max"])
async def test_unknown_settings_are_refused(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.post("/", params={"query": "SELECT 1", name: "1"})
    assert answer.status_code == 400
    assert answer.headers["x-clickhouse-exception-code"] == "115"
    assert await ask(http, "SELECT 1") == "1\n"


async def test_parameters_of_any_length(engines: Engines) -> None:
    """What does not fit into an address goes with the statement, to the letter."""
    texts = [f"{{n:UInt8}} '\\ \n ё {number}" for number in range(1_000)]
    rows = await engines.clickhouse.query(
        "SELECT {texts:Array(String)} AS texts, {long:String} AS long, {big:UInt128} AS big,"
        " {many:Array(UInt64)} AS many, {at:DateTime64(3, 'UTC')} AS at, {no:Nullable(String)} AS no,"
        " {workspace_id:UInt32} AS w",
        workspace_id=7,
        comment="test",
        parameters={
            "texts": texts,
            "long": "'ё\t" * 20_000,
            "big": (1 << 106) + 1,
            "many": [(1 << 64) - 1] * 10_000,
            "at": datetime(2026, 3, 10, 12, tzinfo=UTC),
            "no": None,
        },
    )
    (row,) = rows
    assert (row["texts"], row["long"]) == (texts, "'ё\t" * 20_000)
    assert (int(row["big"]), row["many"], row["w"]) == ((1 << 106) + 1, [(1 << 64) - 1] * 10_000, 7)
    assert (row["at"], row["no"]) == (datetime(2026, 3, 10, 12, tzinfo=UTC), None)


async def test_parameters_carry_any_text(engines: Engines) -> None:
    text = "a'b\\c\td\ne\0f — ёж"
    rows = await engines.clickhouse.system_query(
        "SELECT {text:String} AS text, {list:Array(String)} AS list, {none:Nullable(UInt8)} AS none",
        comment="test",
        parameters={"text": text, "list": [text, "b"], "none": None},
    )
    assert rows == [{"text": text, "list": [text, "b"], "none": None}]


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("zstd", zstandard.compress),
        ("gzip", gzip.compress),
        ("lz4", compress_lz4),
        ("", lambda body: body),
    ],
)
async def test_body_is_read_compressed(http: httpx.AsyncClient, encoding: str, compress: object) -> None:
    await ask(http, "CREATE TABLE t (a UInt8, b String DEFAULT 'x', c String MATERIALIZED b) ORDER BY a")
    body = compress(b'{"a": 1}\n{"a": 2, "b": "y"}\n')  # type: ignore[operator] # one of the functions above
    headers = {"Content-Encoding": encoding} if encoding else {}
    answer = await http.post(
        "/", params={"query": "INSERT INTO t FORMAT JSONEachRow"}, content=body, headers=headers
    )
    assert answer.status_code == 200, answer.text
    assert json.loads(answer.headers["x-clickhouse-summary"])["written_rows"] == "2"
    assert await ask(http, "SELECT a, b, c FROM t ORDER BY a") == "1\tx\tx\n2\ty\ty\n"


async def test_damaged_body_is_an_error_and_stores_nothing(http: httpx.AsyncClient) -> None:
    await ask(http, "CREATE TABLE t (a UInt8) ORDER BY a")
    query = {"query": "INSERT INTO t FORMAT JSONEachRow"}
    long = zstandard.compress(b"".join(b'{"a": %d, "b": "%x"}\n' % (i % 99, i**5) for i in range(9_999)))
    for content in (long[: len(long) // 2], long[:-9], zstandard.compress(b'{"a": 1}\n{"a": "x"}\n')):
        answer = await http.post("/", params=query, content=content, headers={"Content-Encoding": "zstd"})
        assert answer.status_code >= 400, answer.text
    assert await ask(http, "SELECT count() FROM t") == "0\n"


async def test_statement_and_rows_in_one_body(http: httpx.AsyncClient) -> None:
    await ask(http, "CREATE TABLE t (a UInt8, b String) ORDER BY a")
    for body in (
        'INSERT INTO t (a, b) FORMAT JSONEachRow\n{"a": 1, "b": "ё"}',
        "INSERT INTO t VALUES (2, 'INSERT')",
        "INSERT INTO t SELECT 3, 'z'",
    ):
        answer = await http.post("/", content=body.encode())
        assert answer.status_code == 200, answer.text
    assert await ask(http, "SELECT a, b FROM t ORDER BY a") == "1\tё\n2\tINSERT\n3\tz\n"


async def test_altered_table_is_noticed(http: httpx.AsyncClient) -> None:
    await ask(http, "CREATE TABLE t (a UInt8) ORDER BY a")
    query = {"query": "INSERT INTO t FORMAT JSONEachRow"}
    assert (await http.post("/", params=query, content=b'{"a": 1}')).status_code == 200
    await ask(http, "ALTER TABLE t ADD COLUMN b String")
    assert (await http.post("/", params=query, content=b'{"a": 2, "b": "x"}')).status_code == 200
    assert await ask(http, "SELECT b FROM t WHERE a = 2") == "x\n"


async def test_write_errors_are_told(http: httpx.AsyncClient) -> None:
    await ask(http, "CREATE TABLE t (a UInt32, CONSTRAINT small CHECK a < 1000) PARTITION BY a ORDER BY a")
    query = {"query": "INSERT INTO t FORMAT JSONEachRow"}
    many = "\n".join(f'{{"a": {number}}}' for number in range(150)).encode()
    answer = await http.post("/", params=query, content=many)
    assert answer.headers["x-clickhouse-exception-code"] == "252"
    answer = await http.post("/", params=query, content=b'{"a": 5000}')
    assert answer.headers["x-clickhouse-exception-code"] == "469"
    assert await ask(http, "SELECT count() FROM t") == "0\n"


async def test_limits_stop_a_query(http: httpx.AsyncClient) -> None:
    slow = "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(rand())"
    answer = await http.post("/", params={"query": slow, "max_execution_time": "1"})
    assert answer.headers["x-clickhouse-exception-code"] == "159"
    answer = await http.post("/", params={"query": "SELECT number FROM numbers(10)", "max_result_rows": "5"})
    assert answer.headers["x-clickhouse-exception-code"] == "396"
    greedy = "SELECT groupArray(number) FROM numbers(100000000)"
    answer = await http.post("/", params={"query": greedy, "max_memory_usage": "50000000"})
    assert answer.headers["x-clickhouse-exception-code"] == "241"


async def test_query_of_a_client_that_went_away_is_killed(http: httpx.AsyncClient) -> None:
    slow = "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(rand(), 'otklik-gone')"
    with pytest.raises(httpx.ReadTimeout):
        await http.post("/", params={"query": slow}, timeout=0.5)
    running = (
        "SELECT count() FROM system.processes"
        " WHERE query LIKE '%otklik-gone%' AND query NOT LIKE '%system.processes%'"
    )
    deadline = time.monotonic() + 10
    while await ask(http, running) != "0\n":
        assert time.monotonic() < deadline


async def test_what_a_failed_statement_has_written_does_not_begin_the_next_answer(
    http: httpx.AsyncClient,
) -> None:
    """Of a statement that fails late, and of one whose client goes away, on every connection of the pool."""
    late = "SELECT number, throwIf(number = 300000) FROM numbers(1000000) SETTINGS max_block_size = 1000"
    slow = "SELECT number, sleepEachRow(0.001) FROM numbers(100000) SETTINGS max_block_size = 100"
    for _ in range(2):
        failed = await asyncio.gather(*(http.post("/", content=late) for _ in range(4)))
        assert [answer.headers["x-clickhouse-exception-code"] for answer in failed] == ["395"] * 4
        with pytest.raises(httpx.ReadTimeout):
            await http.post("/", content=slow, timeout=1)
        assert await asyncio.gather(*(ask(http, "SELECT 1") for _ in range(12))) == ["1\n"] * 12


async def test_long_queries_do_not_hold_up_inserts(http: httpx.AsyncClient) -> None:
    await ask(http, "CREATE TABLE t (a UInt8) ORDER BY a")
    slow = [asyncio.create_task(ask(http, "SELECT sleep(2)")) for _ in range(6)]
    started = time.monotonic()
    for _ in range(3):
        answer = await http.post(
            "/", params={"query": "INSERT INTO t FORMAT JSONEachRow"}, content=b'{"a": 1}'
        )
        assert answer.status_code == 200
    assert time.monotonic() - started < 2
    await asyncio.gather(*slow)


async def test_same_token_is_stored_once(engines: Engines) -> None:
    row = {"workspace_id": 1, "name": "x", "ts": "1760000000000", "person": 1, "batch": 1, "properties": "{}"}
    body = zstandard.compress(json.dumps(row).encode())
    for token in ("a", "b", "a"):
        await engines.clickhouse.insert("events", body, token=token)
    rows = await engines.clickhouse.system_query("SELECT count() AS n FROM events", comment="test")
    assert rows == [{"n": 2}]


async def test_clickhouse_connect_speaks_with_it(servers: Servers, engines: Engines) -> None:
    client = await asyncio.to_thread(
        clickhouse_connect.get_client,
        host="127.0.0.1",
        port=servers.clickhouse.port,
        username="otklik",
        password=servers.clickhouse.password,
        database=engines.clickhouse.database,
    )
    try:
        await asyncio.to_thread(
            client.command, "CREATE TABLE t (a UInt64, b String, c DateTime64(3)) ORDER BY a"
        )
        await asyncio.to_thread(
            client.insert, "t", [[2**63, "ё", 0], [2, "y", 0]], column_names=["a", "b", "c"]
        )
        result = await asyncio.to_thread(
            client.query, "SELECT a, b FROM t WHERE a > {least:UInt64}", parameters={"least": 5}
        )
        assert result.result_rows == [(2**63, "ё")]
    finally:
        client.close()
