"""A pool of chDB connections: one statement per connection at a time, several connections in parallel.

Facts behind it (measured): one connection serialises everything, `send_insert` swallows write errors (so it
is never used), settings made by `SET` stay with the connection, a running query is found by its text in
`system.processes`, and what a statement had written before it failed or was killed stands in front of the
answer of the connection's next one.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

_SETTING_NAME = re.compile(r"[a-z][a-z0-9_]{0,80}\Z")
_ERROR_CODE = re.compile(r"Code: (\d+)\.")
BAD_ARGUMENTS = 36
_PROBE, _PROBED = "SELECT 1", b"1\n"
_DRAINS = 3


class EngineError(Exception):
    """ClickHouse refused a statement: `code` is its error code, the text its message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with everything it needs; `marker` is a unique mark by which it can be killed."""

    sql: str
    database: str
    settings: Mapping[str, str]
    marker: str
    format: str = "TabSeparated"
    parameters: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The SQL with the mark in front, as it stands in `system.processes`."""
        return f"/* {self.marker} */ {self.sql}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a statement gave: the formatted body and the engine's counters."""

    body: bytes
    read_rows: int
    read_bytes: int
    written_rows: int
    written_bytes: int
    elapsed_ns: int


class Lane:
    """One chDB connection and the settings it is known to carry; used by one thread at a time."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._connection = connect()
        self._settings: dict[str, str] = {}
        self._database = ""

    def run(self, statement: Statement) -> Outcome:
        """Bring the connection into the statement's state and run it. Raises EngineError."""
        self._use(statement.database)
        self._apply(statement.settings)
        result = self._query(statement.text(), statement.format, dict(statement.parameters))
        return Outcome(
            body=bytes(result.bytes()),
            read_rows=result.rows_read(),
            read_bytes=result.bytes_read(),
            written_rows=result.rows_written(),
            written_bytes=result.bytes_written(),
            elapsed_ns=int(result.elapsed() * 1e9),
        )

    def close(self) -> None:
        """Close the connection; the last one closed ends the engine."""
        self._connection.close()

    def _use(self, database: str) -> None:
        if database != self._database:
            self._query(f"USE {quote_name(database)}", "TabSeparated", {})
            self._database = database

    def _apply(self, wanted: Mapping[str, str]) -> None:
        changes = [
            f"{check_setting_name(name)} = {quote_text(value)}"
            for name, value in wanted.items()
            if self._settings.get(name) != value
        ]
        changes += [f"{name} = DEFAULT" for name in self._settings if name not in wanted]
        if not changes:
            return
        # Half-applied settings must not survive a failure: forget what is known, so that the next run sets
        # all.
        known, self._settings = self._settings, dict.fromkeys([*self._settings, *wanted], "\0unknown")
        try:
            self._query(f"SET {', '.join(changes)}", "TabSeparated", {})
        except EngineError:
            self._query(
                f"SET {', '.join(f'{name} = DEFAULT' for name in known)}", "TabSeparated", {}
            ) if known else None
            self._settings = {}
            raise
        self._settings = dict(wanted)

    def _query(self, sql: str, output_format: str, parameters: dict[str, str]) -> Any:  # noqa: ANN401 - chDB's own type
        try:
            return self._connection.query(sql, output_format, params=parameters)
        except RuntimeError as error:
            self._drain()
            raise as_engine_error(error) from None
        except TypeError:  # bytes that are no UTF-8
            raise EngineError(
                62, "Code: 62. DB::Exception: The statement is no text. (SYNTAX_ERROR)"
            ) from None

    def _drain(self) -> None:
        """Take away what a statement that failed has written of its answer.

        It would begin the next one's: some rows of somebody else, perhaps of another workspace.
        """
        for _ in range(_DRAINS):
            try:
                if bytes(self._connection.query(_PROBE, "TabSeparated").bytes()) == _PROBED:
                    return
            except RuntimeError:
                break
        self._connection.close()
        self._connection, self._settings, self._database = self._connect(), {}, ""


class Pool:
    """Lanes for inserts, lanes for queries, and one for kills and pings that nothing else may hold up."""

    def __init__(self, connect: Callable[[], Any], *, queries: int, inserts: int) -> None:
        self._lanes = [Lane(connect) for _ in range(queries + inserts + 1)]
        self._control = self._lanes[0]
        self._control_lock = asyncio.Lock()
        self._queries: asyncio.Queue[Lane] = asyncio.Queue()
        self._inserts: asyncio.Queue[Lane] = asyncio.Queue()
        for number, lane in enumerate(self._lanes[1:]):
            (self._queries if number < queries else self._inserts).put_nowait(lane)
        self._threads = ThreadPoolExecutor(max_workers=len(self._lanes), thread_name_prefix="chdb")

    async def run(self, statement: Statement, *, is_insert: bool = False) -> Outcome:
        """Run when a lane is free; when the caller is cancelled the statement is killed first."""
        lanes = self._inserts if is_insert else self._queries
        lane = await lanes.get()
        work = asyncio.get_running_loop().run_in_executor(self._threads, lane.run, statement)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await self._kill_until_done(statement.marker, work)
            raise
        finally:
            lanes.put_nowait(lane)

    async def control(self, sql: str, *, output_format: str = "TabSeparated") -> Outcome:
        """Run a small statement beside everything else (kill, ping)."""
        statement = Statement(sql, "default", {}, "otklik-control", output_format)
        async with self._control_lock:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._control.run, statement)

    def close(self) -> None:
        """Wait for what runs and close every connection."""
        self._threads.shutdown(wait=True)
        for lane in self._lanes:
            lane.close()

    async def _kill_until_done(self, marker: str, work: "asyncio.Future[Outcome]") -> None:
        # A statement that has not reached the engine yet cannot be killed: ask again until its thread is
        # back.
        while not work.done():
            kill = f"KILL QUERY WHERE startsWith(query, {quote_text(f'/* {marker} */')}) ASYNC"
            await asyncio.shield(self.control(kill))
            await asyncio.wait([work], timeout=0.1)
        work.exception()  # it was killed: nobody waits for the answer


def as_engine_error(error: RuntimeError) -> EngineError:
    """ChDB's RuntimeError with the code read from its text (1002, unknown exception, when there is none)."""
    found = _ERROR_CODE.search(str(error))
    return EngineError(int(found.group(1)) if found else 1002, str(error))


def check_setting_name(name: str) -> str:
    """The name, if it can be one; anything else is refused before it reaches SQL."""
    if not _SETTING_NAME.match(name):
        raise EngineError(115, f"Code: 115. DB::Exception: Unknown setting {name[:80]!r}. (UNKNOWN_SETTING)")
    return name


def quote_text(value: str) -> str:
    """A ClickHouse string literal."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def quote_name(name: str) -> str:
    """A ClickHouse identifier in backticks."""
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
