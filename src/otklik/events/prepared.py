"""Prepared rows: decided in a PostgreSQL transaction, kept there byte for byte until ClickHouse has them.

A lane is a stream of batches with its own sequence: PIPELINE_LANE is written by the pipeline alone,
API_LANE by the sender, of what it finds in the outbox (`outbox.py`). batch = lane << 48 | sequence.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import zstandard

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE, PreparedBatch, batch_id
from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.repository_prepared import insert_prepared, next_batch
from otklik.events.rows import EVENTS, EventRow

__all__ = [
    "API_LANE",
    "LANE_SHIFT",
    "PIPELINE_LANE",
    "PreparedBatch",
    "batch_id",
    "compress",
    "decode_lines",
    "encode_lines",
    "encode_rows",
    "inflate",
    "insert_prepared",
    "next_batch",
    "pack",
    "summarise",
]

_ZSTD_LEVEL: Final = 1
_MAX_INFLATED_BYTES: Final = 512_000_000

_encoder = msgspec.json.Encoder()
_compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)


def pack(
    batch: int, *, tables: Mapping[str, Sequence[msgspec.Struct]], summary: BatchSummary
) -> PreparedBatch:
    """Encode the rows; every row must already carry `batch`."""
    filled = {table: rows for table, rows in tables.items() if rows}
    return PreparedBatch(
        batch=batch,
        counts={table: len(rows) for table, rows in filled.items()},
        bodies={table: encode_rows(rows) for table, rows in filled.items()},
        summary=summary,
    )


def encode_rows(rows: Iterable[msgspec.Struct]) -> bytes:
    """zstd-compressed JSONEachRow."""
    return _compressor.compress(_encoder.encode_lines(rows))


def decode_lines(body: bytes) -> list[bytes]:
    """The JSON lines of a body that `encode_rows` made."""
    return inflate(body).splitlines()


def inflate(body: bytes) -> bytes:
    """The same as one text."""
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=_MAX_INFLATED_BYTES)


def encode_lines(lines: Iterable[bytes]) -> bytes:
    """A body of JSON lines again."""
    return compress(b"\n".join(lines) + b"\n")


def compress(lines: bytes) -> bytes:
    """A body of JSON lines that each end in a line feed."""
    return _compressor.compress(lines)


def summarise(batch: int, tables: Mapping[str, Sequence[msgspec.Struct]]) -> BatchSummary:
    """Count events and collect people of rows that carry `workspace_id` and `person` (or `src`, `dst`)."""
    persons: dict[int, set[int]] = {}
    events: dict[int, int] = {}
    for table, rows in tables.items():
        for row in rows:
            workspace_id = getattr(row, "workspace_id", 0)
            found = persons.setdefault(workspace_id, set())
            found.update(getattr(row, name) for name in ("person", "src", "dst") if hasattr(row, name))
            if table == EVENTS and isinstance(row, EventRow):
                events[workspace_id] = events.get(workspace_id, 0) + 1
    workspaces = {
        workspace_id: WorkspaceSummary(events=events.get(workspace_id, 0), persons=tuple(sorted(found)))
        for workspace_id, found in persons.items()
    }
    return BatchSummary(batch=batch, workspaces=workspaces)
