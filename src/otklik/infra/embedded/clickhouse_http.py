"""ClickHouse's HTTP protocol over the chDB pool, as a bare ASGI application.

Spoken: `/ping`; `/` with the statement in `query` or in the body; `database`, `default_format`,
`param_<name>`, every other URL parameter as a setting; rows of an INSERT in the body, compressed or not;
`X-ClickHouse-Exception-Code`, `X-ClickHouse-Summary`, `X-ClickHouse-Format`. A client that goes away has
its statement killed.
"""

import asyncio
import base64
import contextlib
import gzip
import hmac
import itertools
import tempfile
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import msgspec
import zstandard
from lz4.frame import decompress as decompress_lz4  # type: ignore[attr-defined] # typed by halves

from otklik.infra.embedded.chdb_pool import EngineError, Outcome, Pool, Statement, quote_name
from otklik.infra.embedded.insert_statement import (
    COMPRESSIONS,
    Column,
    InsertHead,
    changes_tables,
    find_insert_head,
    is_insert,
)

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_MAX_STATEMENT_BYTES = 16 * 1024 * 1024
_NOT_SETTINGS = frozenset({
    "query", "database", "default_format", "user", "password", "session_id", "session_timeout",
    "session_check", "query_id", "quota_key", "role", "compress", "decompress", "enable_http_compression",
    "wait_end_of_query", "buffer_size", "send_progress_in_http_headers",
    "http_headers_progress_interval_ms", "client_protocol_version", "log_comment",
    "cancel_http_readonly_queries_on_client_close", "http_write_exception_in_output_format",
})  # fmt: skip
_QUERY_LIMITS = {
    "max_execution_time": "60",
    "max_memory_usage": "500000000",
    "max_result_rows": "1000000",
    "max_threads": "2",
}
_INSERT_LIMITS = {"max_execution_time": "120", "max_memory_usage": "500000000", "max_insert_threads": "1"}
_STATUS_OF_CODE = {
    60: 404,
    81: 404,
    47: 400,
    62: 400,
    115: 400,
    36: 400,
    164: 403,
    516: 401,
    159: 408,
    202: 503,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: the query parameters and what the headers say of the body."""

    parameters: Mapping[str, str]
    encoding: str
    method: str

    def settings(self) -> dict[str, str]:
        """The URL parameters that are settings."""
        return {
            name: value
            for name, value in self.parameters.items()
            if name not in _NOT_SETTINGS and not name.startswith("param_")
        }

    def bound(self) -> dict[str, str]:
        """The values of `{name:Type}` places, in the escaped text form of the protocol."""
        return {
            name.removeprefix("param_"): value
            for name, value in self.parameters.items()
            if name.startswith("param_")
        }


class ClickHouseHttp:
    """The ASGI application; bodies of inserts go to `spool`, `password` guards everything but /ping."""

    def __init__(self, pool: Pool, *, spool: Path, password: str) -> None:
        self._pool = pool
        self._spool = spool
        self._password = password
        self._columns: dict[tuple[str, str], list[Column]] = {}
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        if scope["path"] == "/ping":
            await _answer(send, 200, b"Ok.\n", {})
            return
        try:
            await self._handle(scope, receive, send)
        except EngineError as error:
            await _answer_error(send, error)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _read_request(scope)
        if not self._is_allowed(scope, request):
            raise EngineError(
                516, "Code: 516. DB::Exception: Wrong user or password. (AUTHENTICATION_FAILED)"
            )
        with contextlib.ExitStack() as cleanup:
            statement, is_write = await self._read_statement(request, receive, cleanup)
            work = asyncio.ensure_future(self._pool.run(statement, is_insert=is_write))
            outcome = await _unless_gone(work, receive)
        if changes_tables(statement.sql):
            self._columns.clear()
        if outcome is not None:
            await _answer(send, 200, outcome.body, _headers_of(outcome, statement.format))

    def _is_allowed(self, scope: Scope, request: Request) -> bool:
        headers = {name.lower(): value for name, value in scope["headers"]}
        given = headers.get(b"x-clickhouse-key", b"").decode() or request.parameters.get("password", "")
        kind, _, encoded = headers.get(b"authorization", b"").decode().partition(" ")
        if kind.lower() == "basic":
            with contextlib.suppress(ValueError):
                given = base64.b64decode(encoded).decode().partition(":")[2]
        return hmac.compare_digest(given.encode(), self._password.encode())

    async def _read_statement(
        self, request: Request, receive: Receive, cleanup: contextlib.ExitStack
    ) -> tuple[Statement, bool]:
        """The statement to run and whether it is a write for an insert lane."""
        head = find_insert_head(sql) if (sql := request.parameters.get("query", "")) else None
        if head is not None and not sql[head.length :].strip():
            path = await self._spool_body(receive, cleanup)
            return await self._insert(request, head, path, _compression(request)), True
        if not sql or request.method == "POST":
            sql = _join(sql, _inflate(await _read_body(receive), request.encoding))
        head = find_insert_head(sql)
        if head is not None and head.format.lower() != "values":
            path = self._spool_bytes(
                sql[head.length :].removeprefix("\r").removeprefix("\n").encode("utf-8", "surrogateescape"),
                cleanup,
            )
            return await self._insert(request, head, path, "none"), True
        return self._statement(request, sql), is_insert(sql)

    def _statement(self, request: Request, sql: str) -> Statement:
        comment = request.parameters.get("log_comment", "").replace("*/", "")[:200]
        limits = _INSERT_LIMITS if is_insert(sql) else _QUERY_LIMITS
        return Statement(
            sql=sql,
            database=request.parameters.get("database") or "default",
            settings={**limits, **request.settings()},
            marker=f"otklik-{next(self._numbers)} {comment}",
            format=request.parameters.get("default_format", "TabSeparated"),
            parameters=request.bound(),
        )

    async def _insert(self, request: Request, head: InsertHead, path: Path, compression: str) -> Statement:
        database = head.database or request.parameters.get("database") or "default"
        columns = await self._describe(database, head.table)
        sql = head.from_file(path, columns=columns, compression=compression)
        return self._statement(request, sql)

    async def _describe(self, database: str, table: str) -> list[Column]:
        """The insertable columns of a table: no MATERIALIZED and ALIAS ones. Cached until DDL passes by."""
        key = (database, table)
        if key not in self._columns:
            sql = f"DESCRIBE TABLE {quote_name(database)}.{quote_name(table)}"
            outcome = await self._pool.control(sql, output_format="JSONCompactEachRow")
            rows = [msgspec.json.decode(line) for line in outcome.body.splitlines()]
            self._columns[key] = [
                Column(row[0], row[1], row[3] if row[2] == "DEFAULT" else "")
                for row in rows
                if row[2] not in {"MATERIALIZED", "ALIAS"}
            ]
        return self._columns[key]

    async def _spool_body(self, receive: Receive, cleanup: contextlib.ExitStack) -> Path:
        """Write the body to a file as it arrives, and remove it in the end."""
        with tempfile.NamedTemporaryFile(dir=self._spool, delete=False) as file:
            path = Path(file.name)
            cleanup.callback(path.unlink, missing_ok=True)
            try:
                async for chunk in _chunks(receive):
                    file.write(chunk)
            except OSError as error:
                raise EngineError(
                    243, f"Code: 243. DB::Exception: Spool: {error}. (NOT_ENOUGH_SPACE)"
                ) from error
        return path

    def _spool_bytes(self, body: bytes, cleanup: contextlib.ExitStack) -> Path:
        with tempfile.NamedTemporaryFile(dir=self._spool, delete=False) as file:
            cleanup.callback(Path(file.name).unlink, missing_ok=True)
            file.write(body)
        return Path(file.name)


async def _unless_gone(work: "asyncio.Future[Outcome]", receive: Receive) -> Outcome | None:
    """The outcome, or None when the client went away first (the statement is killed then)."""
    gone = asyncio.ensure_future(_disconnect(receive))
    try:
        waited: tuple[asyncio.Future[Any], ...] = (work, gone)
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return None
    finally:
        gone.cancel()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _chunks(receive: Receive) -> Any:  # noqa: ANN401 - an async generator of bytes
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise EngineError(210, "Code: 210. DB::Exception: The client went away. (NETWORK_ERROR)")
        if chunk := message.get("body"):
            yield chunk
        if not message.get("more_body"):
            return


async def _read_body(receive: Receive) -> bytes:
    parts = bytearray()
    async for chunk in _chunks(receive):
        parts += chunk
        if len(parts) > _MAX_STATEMENT_BYTES:
            raise EngineError(62, "Code: 62. DB::Exception: The statement is too long. (SYNTAX_ERROR)")
    return bytes(parts)


def _join(sql: str, body: bytes) -> str:
    """The statement and what follows it; rows in a binary format survive as surrogates."""
    text = body.decode("utf-8", "surrogateescape")
    return f"{sql}\n{text}" if sql and text else sql or text


def _inflate(body: bytes, encoding: str) -> bytes:
    """A compressed body that holds the statement itself, as clickhouse-connect sends its inserts."""
    try:
        match encoding:
            case "zstd":
                return zstandard.ZstdDecompressor().decompressobj().decompress(body)
            case "gzip":
                return gzip.decompress(body)
            case "lz4":
                return bytes(decompress_lz4(body))
            case _:
                return body
    except (zstandard.ZstdError, OSError, EOFError, RuntimeError, zlib.error) as error:
        raise EngineError(354, f"Code: 354. DB::Exception: {error}. (CANNOT_DECOMPRESS)") from error


def _compression(request: Request) -> str:
    if not request.encoding or request.encoding == "identity":
        return "none"
    if request.encoding not in COMPRESSIONS:
        raise EngineError(
            36, f"Code: 36. DB::Exception: Unknown Content-Encoding {request.encoding!r}. (BAD_ARGUMENTS)"
        )
    return COMPRESSIONS[request.encoding]


def _read_request(scope: Scope) -> Request:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    text = scope["query_string"].decode("ascii", "replace")
    parameters = dict(parse_qsl(text, keep_blank_values=True))
    return Request(parameters, headers.get(b"content-encoding", "").lower(), scope["method"])


def _headers_of(outcome: Outcome, output_format: str) -> dict[str, str]:
    summary = {
        "read_rows": str(outcome.read_rows),
        "read_bytes": str(outcome.read_bytes),
        "written_rows": str(outcome.written_rows),
        "written_bytes": str(outcome.written_bytes),
        "result_bytes": str(len(outcome.body)),
        "elapsed_ns": str(outcome.elapsed_ns),
    }
    return {
        "X-ClickHouse-Summary": msgspec.json.encode(summary).decode(),
        "X-ClickHouse-Format": output_format,
    }


async def _answer_error(send: Send, error: EngineError) -> None:
    headers = {"X-ClickHouse-Exception-Code": str(error.code)}
    await _answer(send, _STATUS_OF_CODE.get(error.code, 500), f"{error}\n".encode(), headers)


async def _answer(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    lines = {"Content-Type": "text/plain; charset=UTF-8", "Content-Length": str(len(body)), **headers}
    encoded = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in lines.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
