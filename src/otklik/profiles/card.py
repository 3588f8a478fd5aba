"""The card of a person: what was given to him, what follows from his events, where he is now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime
from otklik.profiles import (
    errors,
    memberships,
    queries,
    repository,
    repository_lists,
    repository_marks,
    schemas,
)
from otklik.profiles.cache import IdentityCache
from otklik.profiles.contacts import normalise_phone
from otklik.profiles.contracts import IdentityKind, Json
from otklik.profiles.contracts_marks import MarkKind, MarkRecord, split_subscription
from otklik.profiles.facts import find_facts
from otklik.profiles.identity import Key
from otklik.profiles.loading import load_identities
from otklik.profiles.properties import Stamp, is_unset
from otklik.profiles.repository_identity import read_marks
from otklik.workspaces import service as workspaces

ONLINE_S: Final = 90  # a page says that it is there every 30 s; three silences are an absence
DERIVED: Final = "derived"
VIEWED: Final = "$viewed_products"
LARGEST_ID: Final = (1 << 63) - 1


class Person(msgspec.Struct, frozen=True):
    """A person as the rooms above need him; a nameless one has no version and no stamps."""

    id: int
    members: list[int]
    created_at: datetime
    user_id: str | None
    version: int
    properties: dict[str, Json]
    stamps: dict[str, Stamp]
    facts: queries.FactsRow | None
    presence: repository.PresenceRow | None


def parse_id(text: str) -> int:
    """A person id out of a path. Raises NotFoundError: what is no id is nobody's."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:20]) <= LARGEST_ID):
        raise errors.no_person()
    return int(text)


async def find_person(engines: Engines, *, workspace_id: int, person_id: int) -> Person | None:
    """The person that `person_id` (any home of his) leads to, a nameless visitor too."""
    async with engines.postgres.connection() as connection:
        root = await repository.find_root(connection, workspace_id=workspace_id, person_id=person_id)
        members = root.members if root else [person_id]
        presence = await repository.find_presence(
            connection, workspace_id=workspace_id, members=members, online_s=ONLINE_S
        )
    facts = await find_facts(
        engines.clickhouse, workspace_id=workspace_id, root=root.id if root else person_id, members=members
    )
    if root is not None:
        return _known(root, facts, presence)
    if facts or presence:
        return _nameless(person_id, facts, presence)
    is_known = await queries.has_events(engines.clickhouse, workspace_id=workspace_id, members=members)
    return _nameless(person_id, None, None) if is_known else None


async def get_person(engines: Engines, *, workspace_id: int, person_id: int) -> Person:
    """As `find_person`. Raises NotFoundError."""
    person = await find_person(engines, workspace_id=workspace_id, person_id=person_id)
    if person is None:
        raise errors.no_person()
    return person


def _known(
    root: repository.RootRow, facts: queries.FactsRow | None, presence: repository.PresenceRow | None
) -> Person:
    created_at = min(root.created_at, facts.first_seen) if facts else root.created_at
    return Person(
        root.id,
        root.members,
        created_at,
        root.user_id,
        root.version,
        root.properties,
        root.stamps,
        facts,
        presence,
    )


def _nameless(
    person_id: int, facts: queries.FactsRow | None, presence: repository.PresenceRow | None
) -> Person:
    seen = facts.first_seen if facts else presence.since if presence else datetime.now(UTC)
    return Person(person_id, [person_id], seen, None, 0, {}, {}, facts, presence)


async def find_person_by(engines: Engines, *, workspace_id: int, kind: str, value: str) -> Person | None:
    """The person of a user id, an anonymous id, an email or a phone. Raises ConflictError when ambiguous.

    An address gives the holder of the proved one, else the only card that has it (architecture.md §7).
    """
    if not value or "\x00" in value:
        return None
    if kind in {IdentityKind.EMAIL, IdentityKind.PHONE}:
        person_id = await _find_by_contact(engines, workspace_id, kind, value)
    else:
        person_id = await _find_by_identity(engines, (workspace_id, kind, value))
    if person_id is None:
        return None
    return await find_person(engines, workspace_id=workspace_id, person_id=person_id)


async def _find_by_identity(engines: Engines, key: Key) -> int | None:
    """The home of an identity; a nameless device's is derived."""
    cache = IdentityCache()
    async with engines.postgres.connection() as connection:
        cache.begin(await read_marks(connection, [key[0]]))
        await load_identities(connection, keys=[key], cache=cache, secrets=engines.secrets)
    known = cache.young.known[key]
    return known.home if known.is_saved or key[1] == IdentityKind.ANONYMOUS_ID else None


async def _find_by_contact(engines: Engines, workspace_id: int, kind: str, value: str) -> int | None:
    if kind == IdentityKind.PHONE:
        region = (await workspaces.get_workspace_profile(engines, workspace_id)).phone_region
        value = normalise_phone(value, region)
    email = value.strip().lower() if kind == IdentityKind.EMAIL else ""
    phone = digits_of(value) if kind == IdentityKind.PHONE else ""
    async with engines.postgres.connection() as connection:
        proved = await repository.find_identity(
            connection, workspace_id=workspace_id, kind=kind, value=email or value
        )
        if proved is not None:
            return proved
        found = await repository.find_by_contact(
            connection, workspace_id=workspace_id, email=email, phone=phone
        )
    if len(found) > 1:
        raise errors.ambiguous(found)
    return found[0] if found else None


def digits_of(text: Json) -> str:
    """The digits of a phone, for comparing; "" for what is no text."""
    return "".join(filter(str.isdigit, text)) if isinstance(text, str) else ""


async def get_profile(engines: Engines, *, workspace_id: int, person: Person) -> schemas.Profile:
    """The card as the API shows it."""
    async with engines.postgres.connection() as connection:
        identities = await repository.list_identities(
            connection, workspace_id=workspace_id, members=person.members
        )
        duplicates = await _list_duplicates(connection, workspace_id, person)
        marks = await _list_marks(connection, workspace_id, person)
    segments = await memberships.list_segments(engines, workspace_id=workspace_id, homes=person.members)
    derived = dict(derive_properties(person.facts)) if person.facts else {}
    return schemas.Profile(
        id=str(person.id),
        user_id=person.user_id,
        stage=stage_of(person),
        created_at=person.created_at,
        properties={**derived, **person.properties},
        origins=_origins(person, derived),
        identities=[
            schemas.Identity(kind=row.kind, value=row.value, created_at=row.created_at) for row in identities
        ],
        members=[str(member) for member in person.members],
        **_marks(marks),
        segments=[schemas.SegmentName(id=str(segment), name=name) for segment, name in segments],
        duplicates=duplicates,
        is_online=person.presence is not None,
        presence=_presence(person),
        first_seen=person.facts.first_seen if person.facts else None,
        last_seen=person.facts.last_seen if person.facts else None,
        sessions_count=person.facts.sessions_count if person.facts else 0,
        pages_count=person.facts.pages_count if person.facts else 0,
    )


class _Marks(msgspec.Struct, frozen=True):
    """What somebody carries, and the names of the lists among it."""

    records: list[MarkRecord]
    lists: dict[int, str]


async def _list_marks(connection: Connection, workspace_id: int, person: Person) -> _Marks:
    records = await repository_marks.list_marks(connection, workspace_id=workspace_id, members=person.members)
    ids = [int(record.key) for record in records if record.kind is MarkKind.LIST and record.is_on]
    names = await repository_lists.list_names(connection, workspace_id=workspace_id, list_ids=ids)
    return _Marks(records, names)


def _marks(marks: _Marks) -> dict[str, Any]:
    """Fields of the answer; of a mark's words the last one of all homes."""
    of_kind = {kind: [record for record in marks.records if record.kind is kind] for kind in MarkKind}
    subscriptions = [
        schemas.Subscription(
            **dict(zip(("channel", "topic"), split_subscription(record.key), strict=True)),
            is_subscribed=record.is_on,
            at=to_datetime(record.ts_ms),
            source=record.source,
            author=record.author,
        )
        for record in of_kind[MarkKind.SUBSCRIPTION]
    ]
    return {
        "tags": [record.key for record in of_kind[MarkKind.TAG] if record.is_on],
        "lists": [
            schemas.ListName(id=str(list_id), name=name)
            for list_id, name in sorted(marks.lists.items(), key=lambda pair: pair[1].lower())
        ],
        "subscriptions": subscriptions,
        "consents": [
            schemas.Consent(kind=record.key, is_given=record.is_on, at=to_datetime(record.ts_ms))
            for record in of_kind[MarkKind.CONSENT]
        ],
    }


def stage_of(person: Person) -> Any:  # noqa: ANN401 - one of three literals
    """Nameless visitor, lead (left a contact), user (has a User ID)."""
    if person.user_id is not None:
        return "user"
    has_contact = any(not is_unset(person.properties.get(name)) for name in ("$email", "$phone"))
    return "lead" if has_contact else "visitor"


async def _list_duplicates(
    connection: Connection, workspace_id: int, person: Person
) -> list[schemas.Duplicate]:
    email, phone = person.properties.get("$email"), digits_of(person.properties.get("$phone"))
    if not email and not phone:
        return []
    rows = await repository.list_duplicates(
        connection,
        workspace_id=workspace_id,
        root=person.id,
        email=email.lower() if isinstance(email, str) else "",
        phone=phone,
    )
    return [
        schemas.Duplicate.model_validate(
            {"id": str(row.id), "name": row.name, "email": row.email, "reason": row.reason}
        )
        for row in rows
    ]


def _presence(person: Person) -> schemas.Presence | None:
    now = person.presence
    return schemas.Presence(url=now.url, title=now.title, since=now.since) if now else None


def _origins(person: Person, derived: Mapping[str, Json]) -> dict[str, schemas.Origin]:
    """Where each shown value comes from; what the site set wins over what we derived."""
    given = {
        name: schemas.Origin(source=stamp.source, at=to_datetime(stamp.ts_ms), author=stamp.author)
        for name, stamp in person.stamps.items()
    }
    if person.facts is None:
        return given
    own = schemas.Origin(source=DERIVED, at=person.facts.last_seen, author="")
    return {**dict.fromkeys(derived, own), **given}


def derive_properties(facts: queries.FactsRow) -> Iterator[tuple[str, Json]]:
    """The properties that follow from events (names.md), without those that say nothing."""
    yield "$first_seen", format_moment(facts.first_seen)
    yield "$last_seen", format_moment(facts.last_seen)
    yield "$sessions_count", facts.sessions_count
    yield "$pages_count", facts.pages_count
    texts = {
        "$country": facts.country,
        "$city": facts.city,
        "$language": facts.language,
        "$time_zone": facts.time_zone,
    }
    yield from ((name, text) for name, text in texts.items() if text)
    for text, prefix in (
        (facts.initial_source, "$initial_"),
        (facts.last_source, "$last_"),
        (facts.shop, "$"),
    ):
        yield from _named(text, prefix)
    if facts.viewed_products:
        yield VIEWED, facts.viewed_products
    if facts.orders_count or facts.revenue:
        yield "$orders_count", facts.orders_count
        yield "$revenue", float(facts.revenue)


def _named(text: str, prefix: str) -> Iterator[tuple[str, Json]]:
    """The entries of a JSON object under full names."""
    values: object = msgspec.json.decode(text) if text else {}
    if isinstance(values, dict):
        for name, value in values.items():
            if not is_unset(value):
                yield (name if name.startswith("$") else f"{prefix}{name}"), value


def format_moment(at: datetime) -> str:
    """RFC 3339 with milliseconds and `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


async def find_address(engines: Engines, *, workspace_id: int, person_id: int) -> tuple[str, str] | None:
    """(kind, value) by which a door can name this person: his user id, else an anonymous id of his."""
    async with engines.postgres.connection() as connection:
        root = await repository.find_root(connection, workspace_id=workspace_id, person_id=person_id)
        if root is None:
            return None
        rows = await repository.list_identities(connection, workspace_id=workspace_id, members=root.members)
    return _best_address(rows)


def _best_address(rows: Sequence[repository.IdentityRow]) -> tuple[str, str] | None:
    for kind in (IdentityKind.USER_ID, IdentityKind.ANONYMOUS_ID):
        for row in rows:
            if row.kind == kind:
                return row.kind, row.value
    return None
