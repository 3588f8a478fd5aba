"""The one ClickHouse client of the product: embedded or real, over HTTP.

`query` serves one workspace and refuses SQL without the workspace guard; `system_query` is for work over
all of them. Values travel only as server-side parameters (`{name:Type}`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self, TypeAlias
from urllib.parse import unquote, urlsplit

import httpx
import msgspec

from otklik.infra.clickhouse_types import converters_for, encode_parameter, inline_parameters

Parameter: TypeAlias = "str | int | float | bool | Decimal | datetime | date | Sequence[Parameter] | None"
Row: TypeAlias = dict[str, Any]

DEFAULT_MAX_ROWS = 100_000
_LONGEST_IN_ADDRESS = 5_000
"""Characters of parameters: each may take nine in an address, which ends at 64 KB."""
_LONGEST_UNASKED = 60_000
"""Characters of a statement that ClickHouse reads without being told: 256 KB."""
DEFAULT_MAX_MEMORY_BYTES = 400_000_000
_GUARD = re.compile(r"\{\s*workspace_id\s*:\s*UInt(32|64)\s*\}")
_TABLE_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_INSERT_SETTINGS = {
    "async_insert": "0",
    "max_insert_threads": "1",
    "max_threads": "1",
    "input_format_parallel_parsing": "0",
    "insert_deduplicate": "1",
    "json_type_escape_dots_in_keys": "1",
    "input_format_try_infer_datetimes": "0",
    "input_format_try_infer_dates": "0",
    "input_format_skip_unknown_fields": "0",
    "date_time_input_format": "best_effort",
}
# ClickHouse 26.9 takes NOT (…) of columns that a projection lacks for false: it loses rows (ADR 4).
_READ_SETTINGS = {"min_table_rows_to_use_projection_index": str(2**64 - 1)}
BY_PERSON = " SETTINGS min_table_rows_to_use_projection_index = 0"
"""At the end of a statement about few people whose conditions on rows of `events` say no NOT: their rows
are found by the projection."""
_QUERY_SETTINGS = {
    **_READ_SETTINGS,
    "default_format": "JSONCompact",
    "output_format_json_quote_64bit_integers": "0",
    "output_format_json_quote_decimals": "1",
    "output_format_json_quote_denormals": "0",
    "json_type_escape_dots_in_keys": "1",
    "date_time_output_format": "iso",
}
# Codes after which the same statement may succeed later: time, memory, space, connections, merges behind.
_RETRYABLE = frozenset(
    {0, 74, 75, 76, 159, 160, 202, 203, 209, 210, 225, 236, 241, 242, 243, 252, 290, 319, 394, 999}
)
_PARTITIONS_IN_ONE_BLOCK = "Too many partitions for single INSERT block"


class ClickHouseError(Exception):
    """ClickHouse refused or could not be reached.

    `code` is its error code (0 when it gave none), `is_retryable` whether the same statement may succeed
    later.
    """

    def __init__(self, code: int, message: str, *, is_retryable: bool) -> None:
        super().__init__(message)
        self.code = code
        self.is_retryable = is_retryable


class WorkspaceGuardError(Exception):
    """The SQL does not bind {workspace_id:UInt32}; it was not sent."""


class ClickHouse:
    """A pool of HTTP connections to one server and database; any number of statements at the same time."""

    def __init__(self, client: httpx.AsyncClient, *, database: str, user: str, password: str) -> None:
        self._client = client
        self.database = database
        self.user = user
        self.password = password

    @classmethod
    async def open(cls, url: str, *, database: str) -> Self:
        """Make the client; nothing is sent yet. `url` may carry user and password, percent-encoded."""
        parts = urlsplit(url)
        base = parts._replace(netloc=parts.netloc.rpartition("@")[2], path="/", query="").geturl()
        user, password = unquote(parts.username or "default"), unquote(parts.password or "")
        client = httpx.AsyncClient(
            base_url=base,
            auth=(user, password),
            verify=parts.scheme == "https",  # the bundle of authorities takes 25 ms to read
            timeout=httpx.Timeout(30, connect=5),
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=120),
            trust_env=False,
        )
        return cls(client, database=database, user=user, password=password)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ping(self, *, timeout_s: float = 2) -> None:
        """Check that the server answers and knows us. Raises ClickHouseError."""
        await self.system_query("SELECT 1", comment="ping", max_seconds=timeout_s)

    async def query(
        self,
        sql: str,
        *,
        workspace_id: int,
        comment: str,
        parameters: Mapping[str, Parameter] | None = None,
        max_seconds: float = 10,
        max_rows: int = DEFAULT_MAX_ROWS,
        max_memory_bytes: int = DEFAULT_MAX_MEMORY_BYTES,
    ) -> list[Row]:
        """Rows for one workspace, as dicts: DateTime → aware datetime, Date → date, Decimal → Decimal.

        `{workspace_id:UInt32}` is bound here and must stand in the SQL. Raises WorkspaceGuardError,
        ClickHouseError.
        """
        if not _GUARD.search(sql):
            raise WorkspaceGuardError(f"{comment}: the SQL must bind {{workspace_id:UInt32}}")
        return await self.system_query(
            sql,
            comment=f"w{workspace_id} {comment}",
            parameters={**(parameters or {}), "workspace_id": workspace_id},
            max_seconds=max_seconds,
            max_rows=max_rows,
            max_memory_bytes=max_memory_bytes,
        )

    async def system_query(
        self,
        sql: str,
        *,
        comment: str,
        parameters: Mapping[str, Parameter] | None = None,
        max_seconds: float = 10,
        max_rows: int = DEFAULT_MAX_ROWS,
        max_memory_bytes: int = DEFAULT_MAX_MEMORY_BYTES,
    ) -> list[Row]:
        """As `query`, without the guard: for maintenance over all workspaces (sender, migrations, facts)."""
        settings = {
            **_QUERY_SETTINGS,
            "log_comment": comment,
            "max_execution_time": f"{max_seconds:g}",
            "max_result_rows": str(max_rows),
            "max_memory_usage": str(max_memory_bytes),
        }
        body = await self._send(sql, settings=settings, parameters=parameters, timeout_s=max_seconds + 5)
        if not body:
            return []
        answer = msgspec.json.decode(body)
        names = [column["name"] for column in answer["meta"]]
        converters = converters_for([column["type"] for column in answer["meta"]])
        for row in answer["data"]:
            for index, convert in converters:
                if row[index] is not None:
                    row[index] = convert(row[index])
        return [dict(zip(names, row, strict=True)) for row in answer["data"]]

    async def command(
        self,
        sql: str,
        *,
        comment: str,
        parameters: Mapping[str, Parameter] | None = None,
        settings: Mapping[str, str] | None = None,
        database: str | None = None,
        max_seconds: float = 60,
    ) -> None:
        """Run a statement that gives no rows (DDL, mutation, KILL). Raises ClickHouseError."""
        limits = {
            **_READ_SETTINGS,
            "log_comment": comment,
            "max_execution_time": f"{max_seconds:g}",
            **(settings or {}),
        }
        if database is not None:
            limits["database"] = database
        await self._send(sql, settings=limits, parameters=parameters, timeout_s=max_seconds + 5)

    async def insert(
        self,
        table: str,
        body: bytes,
        *,
        token: str,
        columns: Sequence[str] | None = None,
        max_seconds: float = 60,
    ) -> None:
        """Insert zstd-compressed JSONEachRow, sent byte for byte, deduplicated by `token`.

        Times are text: `"2025-10-09 08:53:20.123"` or quoted milliseconds `"1760000000123"`; the same
        number without quotes is read as seconds and ends in the year 9999. A missing column takes its
        default.

        Returns when the rows are on disk (the tables fsync). Raises ClickHouseError; the outcome of a
        retryable one is unknown: replay with the same token, then count (architecture.md §3).
        """
        names = f" ({', '.join(_check_name(name) for name in columns)})" if columns else ""
        sql = f"INSERT INTO {_check_name(table)}{names} FORMAT JSONEachRow"
        settings = {
            **_INSERT_SETTINGS,
            "insert_deduplication_token": token,
            "log_comment": f"insert {table} {token}",
            "max_execution_time": f"{max_seconds:g}",
        }
        await self._send(sql, settings=settings, body=body, timeout_s=max_seconds + 5)

    async def _send(
        self,
        sql: str,
        *,
        settings: Mapping[str, str],
        timeout_s: float,
        parameters: Mapping[str, Parameter] | None = None,
        body: bytes | None = None,
    ) -> bytes:
        """One request; the statement is the body, or stands in the URL when rows follow it."""
        bound = {f"param_{name}": encode_parameter(value) for name, value in (parameters or {}).items()}
        url = {"database": self.database, **settings, **bound}
        if body is None and sum(map(len, bound.values())) > _LONGEST_IN_ADDRESS:
            sql = inline_parameters(sql, parameters or {})
            url = {"database": self.database, **settings}
        if body is None and len(sql) > _LONGEST_UNASKED:
            url["max_query_size"] = str(2 * len(sql.encode()))
        headers = {}
        if body is not None:
            url["query"] = sql
            headers["Content-Encoding"] = "zstd"
        try:
            response = await self._client.post(
                "/",
                params=url,
                content=sql.encode() if body is None else body,
                headers=headers,
                timeout=timeout_s,
            )
        except httpx.TransportError as error:
            text = f"ClickHouse did not answer: {type(error).__name__} {error}"
            raise ClickHouseError(0, text, is_retryable=True) from error
        if response.status_code != httpx.codes.OK or "x-clickhouse-exception-code" in response.headers:
            raise _error_of(response)
        return response.content


def _error_of(response: httpx.Response) -> ClickHouseError:
    code = int(response.headers.get("x-clickhouse-exception-code", "0"))
    text = response.text.strip()
    is_server_fault = response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR
    is_retryable = (code in _RETRYABLE and is_server_fault) or code in _RETRYABLE - {0}
    if _PARTITIONS_IN_ONE_BLOCK in text:
        is_retryable = False  # the same code 252 as "merges are behind", yet it will never fit
    if code in {1001, 1002}:
        is_retryable = "No space left" in text  # std::exception
    return ClickHouseError(code, text, is_retryable=is_retryable)


def _check_name(name: str) -> str:
    if not _TABLE_NAME.match(name):
        raise ValueError(f"not a table or column name of ours: {name!r}")
    return name
