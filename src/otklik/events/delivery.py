"""One table's rows of one batch, into ClickHouse exactly once; see `sender.py` for the rule."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from otklik.events import queries_delivery
from otklik.events.prepared import PreparedBatch, decode_lines, encode_lines
from otklik.events.rows import ROW_KEYS
from otklik.infra.clickhouse import ClickHouse, ClickHouseError

log = structlog.get_logger(__name__)

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0
MEMORY_TRIES: Final = 5
"""After so many refusals for want of memory a body is halved."""
MEMORY_LIMIT: Final = 241
# Codes by which ClickHouse says that the data are wrong: cannot parse (text, quotes, dates, numbers),
# wrong type, out of range, incorrect data, too many partitions in one block, a violated constraint.
POISON_CODES: Final = frozenset({6, 25, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 252, 321, 376, 407, 469})


@dataclass(frozen=True, slots=True)
class Poison:
    """A row that ClickHouse refuses, alone as well: its table, JSON line and ClickHouse's reason."""

    table: str
    line: bytes
    reason: str


class Delivery:
    """Inserts until the proof is there; waits out an absent ClickHouse."""

    def __init__(self, clickhouse: ClickHouse) -> None:
        self._clickhouse = clickhouse

    async def deliver(self, batch: PreparedBatch, *, table: str, is_certain: bool) -> list[Poison]:
        """Bring the batch's rows of `table` in; `is_certain`: never tried before. Returns refused rows."""
        token = str(batch.batch)
        body = batch.bodies[table]
        pause_s = FIRST_PAUSE_S
        tries = 0
        while True:
            try:
                await self._clickhouse.insert(table, body, token=token)
            except ClickHouseError as error:
                tries += 1
                if _is_poison(error, tries):
                    return await self._deliver_halves(batch, table)
                log.warning(
                    "sender.insert_failed", table=table, batch=token, code=error.code, error=str(error)[:300]
                )
                is_certain = False
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                if not is_certain:
                    await self._prove_patiently(batch, table, decode_lines(body))
                return []

    async def _prove_patiently(self, batch: PreparedBatch, table: str, lines: Sequence[bytes]) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                return await self._prove(batch.batch, table, lines)
            except ClickHouseError as error:
                log.warning("sender.proof_failed", table=table, batch=batch.batch, error=str(error)[:300])
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _prove(self, batch: int, table: str, lines: Sequence[bytes]) -> None:
        """Count the rows and refill until they are all there. Raises ClickHouseError."""
        if table not in ROW_KEYS:
            # Repeats change nothing here, and merges make counts meaningless: once more, certainly.
            await self._clickhouse.insert(table, encode_lines(lines), token=f"{batch}#1")
            return
        refill = 0
        while True:
            await queries_delivery.wait_until_idle(self._clickhouse, table=table, token=str(batch))
            present = await queries_delivery.count_rows(self._clickhouse, table=table, batch=batch)
            if present >= len(lines):
                if present > len(lines):
                    log.error(
                        "sender.doubled", table=table, batch=batch, present=present, expected=len(lines)
                    )
                return
            refill += 1
            missing = await self._find_missing(batch, table, lines)
            log.warning("sender.refill", table=table, batch=batch, missing=len(missing), refill=refill)
            await self._clickhouse.insert(table, encode_lines(missing), token=f"{batch}#{refill}")

    async def _find_missing(self, batch: int, table: str, lines: Sequence[bytes]) -> list[bytes]:
        names = ROW_KEYS[table]
        present = await queries_delivery.list_keys(self._clickhouse, table=table, batch=batch, names=names)
        return [line for line in lines if _key(line, names) not in present]

    async def _deliver_halves(self, batch: PreparedBatch, table: str) -> list[Poison]:
        """Halve the body until the refused rows stand alone; then prove the others."""
        lines = decode_lines(batch.bodies[table])
        poison: dict[int, Poison] = {}
        await self._halve(batch.batch, table, list(enumerate(lines)), poison)
        good = [line for index, line in enumerate(lines) if index not in poison]
        if good:
            await self._prove_patiently(batch, table, good)
        return list(poison.values())

    async def _halve(
        self, batch: int, table: str, lines: Sequence[tuple[int, bytes]], poison: dict[int, Poison]
    ) -> None:
        """The tokens name the stretch, so that a repeat after a crash falls on the same ones."""
        token = f"{batch}/{lines[0][0]}-{lines[-1][0]}"
        try:
            await self._clickhouse.insert(table, encode_lines(line for _, line in lines), token=token)
        except ClickHouseError as error:
            if not _is_poison(error, MEMORY_TRIES):
                return  # unknown outcome: the proof afterwards brings what is missing
            if len(lines) == 1:
                index, line = lines[0]
                poison[index] = Poison(table=table, line=line, reason=f"{error.code}: {error}"[:500])
                return
            middle = len(lines) // 2
            await self._halve(batch, table, lines[:middle], poison)
            await self._halve(batch, table, lines[middle:], poison)


def _is_poison(error: ClickHouseError, tries: int) -> bool:
    if error.code == MEMORY_LIMIT:
        return tries >= MEMORY_TRIES
    return not error.is_retryable and error.code in POISON_CODES


def _key(line: bytes, names: Sequence[str]) -> tuple[str, ...]:
    row = msgspec.json.decode(line)
    return tuple(str(row[name]) for name in names)
