"""Erases a person from what the intake keeps: the log, prepared rows, rejects, leftovers of imports.

Rows of the log that the pipeline is not past yet are waited for. So are prepared rows, which are never
touched (they are shipped byte for byte and proved by their number); ClickHouse is cleaned after them.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Final, TypeAlias

import msgspec
import zstandard

from otklik.events.outbox import lines_of
from otklik.infra.engines import Engines
from otklik.infra.log_format import LoggedRequest
from otklik.infra.postgres import Connection
from otklik.intake import repository_erasure as repository
from otklik.intake.log_erasure import erase_from_log
from otklik.kit.clock import to_ms
from otklik.kit.ids import derive_person_id
from otklik.kit.json_values import decode_json
from otklik.profiles.contracts import Erased, IdentityKind

_PORTION: Final = 50
_ID_FIELDS: Final = {
    "anonymousId": IdentityKind.ANONYMOUS_ID,
    "userId": IdentityKind.USER_ID,
    "previousId": IdentityKind.ANONYMOUS_ID,
}
_MAX_INFLATED_BYTES: Final = 512_000_000
_OWNERS: Final = re.compile(rb'"(?:person|src|dst)":([0-9]{1,20}),')
_BODIES: Final = msgspec.msgpack.Decoder(dict[str, bytes])
_Read: TypeAlias = Callable[[Connection, int, int], Awaitable[list[tuple[int, bytes]]]]


async def erase_from_intake(engines: Engines, erased: Erased) -> dict[str, int]:
    """Erase what can be erased now; what is left in each store, zero when he is gone."""
    values = _values(erased)
    async with engines.postgres.connection() as connection:
        left = await repository.erase_rejects(
            connection,
            workspace_id=erased.workspace_id,
            at=erased.at,
            values=values,
            quoted=[msgspec.json.encode(value).decode() for value in values],
        )
    left["log"] = await _erase_log(engines, erased)
    left["prepared"] = await _count_prepared(engines, erased)
    left["import_files"] = await _erase_import_files(engines, erased)
    return left


def _values(erased: Erased) -> list[str]:
    """All texts that name him, in lower case."""
    kinds = [kind.value for kind in IdentityKind]
    return sorted({value.lower() for kind in kinds for value in erased.identities.get(kind, ()) if value})


async def _erase_log(engines: Engines, erased: Erased) -> int:
    """Rewrite rows behind the pipeline; the number of his items ahead of it."""
    is_his = make_matcher(erased)
    until_ms = to_ms(erased.at)

    def is_erased(request: LoggedRequest, item: bytes) -> bool:
        return request.received_at_ms <= until_ms and is_his(item)

    return await erase_from_log(
        engines, workspace_id=erased.workspace_id, before=erased.at, is_erased=is_erased
    )


def make_matcher(erased: Erased) -> Callable[[bytes], bool]:
    """Tells whether a logged item names him: by an id, by a device whose home was his, by his address."""
    ids = {kind: set(erased.identities.get(kind, ())) for kind in (*_ID_FIELDS.values(),)}
    members, contacts = (
        set(erased.members),
        {
            value.lower()
            for kind in (IdentityKind.EMAIL, IdentityKind.PHONE)
            for value in erased.identities.get(kind, ())
        },
    )

    def is_his(raw: bytes) -> bool:
        item = decode_json(raw)
        if not isinstance(item, dict):
            return False
        for field, kind in _ID_FIELDS.items():
            value = item.get(field)
            if not isinstance(value, str) or not value:
                continue
            if value in ids[kind] or value in ids[IdentityKind.USER_ID]:
                return True
            if derive_person_id(erased.workspace_id, kind, value) in members:
                return True
        return bool(contacts) and any(text.lower() in contacts for text in _texts(item))

    return is_his


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON of any shape
    """Every text in a JSON value; the doors bound its depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


async def _count_prepared(engines: Engines, erased: Erased) -> int:
    """Batches on their way, and parcels before them, that still carry rows of his.

    A parcel becomes a batch; so they are asked in this order, or it could be seen at neither place.
    """
    members = set(erased.members)
    parcels = _bodies_of(engines, repository.read_outbox)
    found = sum([_carries(lines_of(body), members) async for body in parcels])
    batches = _bodies_of(engines, repository.read_prepared)
    return found + sum([_carries(_inflate(body), members) async for body in batches])


async def _bodies_of(engines: Engines, read: _Read) -> AsyncIterator[bytes]:
    """Each body of a table, read by portions."""
    after = -1
    while True:
        async with engines.postgres.connection() as connection:
            rows = await read(connection, after, _PORTION)
        for _, bodies in rows:
            for body in _BODIES.decode(bodies).values():
                yield body
        if len(rows) < _PORTION:
            return
        after = rows[-1][0]


def _inflate(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=_MAX_INFLATED_BYTES)


def _carries(lines: bytes, members: set[int]) -> bool:
    return any(int(number) in members for number in _OWNERS.findall(lines))


async def _erase_import_files(engines: Engines, erased: Erased) -> int:
    """Delete uploads of finished imports; the number of those still being read."""
    async with engines.postgres.connection() as connection:
        files = await repository.list_import_files(
            connection, workspace_id=erased.workspace_id, before=erased.at
        )
    for key, is_over in files:
        if is_over:
            await engines.blobs.delete(key)
    return sum(not is_over for _, is_over in files)
