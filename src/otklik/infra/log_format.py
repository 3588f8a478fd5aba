"""What lies in a row of the intake log: requests, their items, and the row's compressed form."""

from typing import TypeAlias

import msgspec
import zstandard

from otklik.kit.errors import UnavailableError

MAX_ITEMS = 4_096
"""Items a row may hold: position = id << 24 | item << 12 | derived event, so 12 bits."""
MAX_RAW_BYTES = 8_000_000
"""Raw JSON a row may hold."""
MAX_BODY_BYTES = 64_000_000
"""What a row may inflate to; more is a damaged row."""
ZSTD_LEVEL = 1

Item: TypeAlias = tuple[int, bytes]


class LogFullError(UnavailableError):
    """503: the backlog has reached its bound or the disk is nearly full; come back later."""


class LoggedRequest(msgspec.Struct, array_like=True, frozen=True):
    """What the items of one HTTP request (or one import portion) have in common.

    `door` is browser | server | carrotquest | api | import | system; `kind` is the type for single-call
    paths ("track") or "" where each item names its own. `sent_at` is the sender's text, unparsed. `ip` and
    `user_agent` are those of the connection: the person's own on the door "browser", elsewhere only when an
    item's `context.direct` is true. `context` is the batch-level context, a JSON object, or None. A quiet
    request starts no reactions.
    """

    workspace_id: int
    write_key_id: int
    door: str
    kind: str
    received_at_ms: int
    sent_at: str | None = None
    ip: str = ""
    user_agent: str = ""
    context: bytes | None = None
    is_quiet: bool = False


class LogBody(msgspec.Struct, array_like=True):
    """Requests and items of one row; an item is (index of its request, its JSON bytes as received)."""

    requests: list[LoggedRequest]
    items: list[Item]


class LogRow(msgspec.Struct, frozen=True):
    """A row as read back: `id` orders the rows of a partition, commit for commit."""

    id: int
    part: int
    received_at_ms: int
    body: LogBody


_encoder = msgspec.msgpack.Encoder()
_compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
_decoder = msgspec.msgpack.Decoder(LogBody)


def encode_body(body: LogBody) -> bytes:
    """Return zstd(msgpack(body)). For one thread: the compressor is shared."""
    return _compressor.compress(_encoder.encode(body))


def decode_body(raw: bytes) -> LogBody:
    """Read what `encode_body` wrote. Raises zstandard.ZstdError or msgspec.MsgspecError on damage."""
    return _decoder.decode(zstandard.ZstdDecompressor().decompress(raw, max_output_size=MAX_BODY_BYTES))


def raw_bytes(body: LogBody) -> int:
    """Bytes of JSON in the items, uncompressed."""
    return sum(len(raw) for _, raw in body.items)


def count_by_workspace(body: LogBody) -> dict[str, int]:
    """Items per workspace id (as text, for JSON)."""
    counts: dict[str, int] = {}
    for index, _ in body.items:
        key = str(body.requests[index].workspace_id)
        counts[key] = counts.get(key, 0) + 1
    return counts
