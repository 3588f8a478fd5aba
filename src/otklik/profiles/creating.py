"""Makes people of addresses and user ids that nobody has yet, as an import of a list asks for it.

Who is known by an address only gets a device's id made of it, as in the import of history, so that the next
import of either kind finds him again.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.kit.clock import now_ms
from otklik.profiles import outbox, repository
from otklik.profiles import repository_identity as identities
from otklik.profiles.cache import IdentityCache
from otklik.profiles.contacts import normalise_contact
from otklik.profiles.contracts import (
    IdentityCall,
    IdentityKind,
    ListSink,
    Operation,
    PropertyWrite,
    SystemEvent,
)
from otklik.profiles.identifiers import hash_identity
from otklik.profiles.resolving import resolve_identities
from otklik.profiles.writing import apply_writes, contact_key

SOURCE: Final = "import"
CREATABLE: Final = frozenset({IdentityKind.EMAIL, IdentityKind.PHONE, IdentityKind.USER_ID})
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+[0-9]{7,15}")


async def create_people(
    connection: Connection,
    *,
    workspace_id: int,
    kind: IdentityKind,
    values: Sequence[str],
    phone_region: str,
    author: str,
    secrets: Secrets,
) -> dict[str, int]:
    """The new person of each of `values` (10 000 at most) in the caller's transaction; kinds of CREATABLE.

    Left out: what is no address, and whose owner had himself erased.
    """
    contacts = _contacts(kind, values, phone_region)
    allowed = await _without_erased(connection, workspace_id, kind, contacts, secrets)
    position, moment_ms = await repository.next_position(connection), now_ms()
    sink = ListSink()
    resolutions = await resolve_identities(
        connection,
        calls=[_call(workspace_id, kind, contacts[value], (moment_ms, position)) for value in allowed],
        cache=IdentityCache(),
        sink=sink,
        secrets=secrets,
    )
    people = {
        value: found.person for value, found in zip(allowed, resolutions, strict=True) if found.drop is None
    }
    writes = [
        PropertyWrite(
            workspace_id, person, Operation.SET.value, f"${kind}", contacts[value], moment_ms, position, 0,
            SOURCE, author, "",
        )
        for value, person in people.items() if kind is not IdentityKind.USER_ID
    ]  # fmt: skip
    changes = await apply_writes(connection, writes=writes, sink=sink, secrets=secrets)
    events = [
        outbox.event_of_change(change, position + index)
        for index, change in enumerate(outbox.list_told_changes(changes), start=2)
    ]
    if kind is IdentityKind.USER_ID:
        events = [
            SystemEvent(workspace_id, person, "$identified", moment_ms, position + index, {"source": SOURCE})
            for index, person in enumerate(people.values(), start=2)
        ]
    await outbox.ship(connection, sink, events)
    return people


def _contacts(kind: IdentityKind, values: Sequence[str], phone_region: str) -> dict[str, str]:
    """Usable values with their one form; several spellings of one address are one person."""
    forms = {value: str(normalise_contact(f"${kind}", value, phone_region)).strip() for value in values}
    shapes = {IdentityKind.EMAIL: _EMAIL, IdentityKind.PHONE: _PHONE}
    shape = shapes.get(kind)
    return {value: form for value, form in forms.items() if form and (not shape or shape.fullmatch(form))}


async def _without_erased(
    connection: Connection,
    workspace_id: int,
    kind: IdentityKind,
    contacts: Mapping[str, str],
    secrets: Secrets,
) -> list[str]:
    if kind is IdentityKind.USER_ID:  # resolving refuses these by itself
        return list(contacts)
    keys = {
        value: (workspace_id, kind.value, hash_identity(secrets, workspace_id, kind, contact_key(kind, form)))
        for value, form in contacts.items()
    }
    erased = await identities.find_suppressions(connection, list(set(keys.values()))) if keys else {}
    return [value for value, key in keys.items() if key not in erased]


def _call(workspace_id: int, kind: IdentityKind, form: str, place: tuple[int, int]) -> IdentityCall:
    device, user = None, form
    if kind is not IdentityKind.USER_ID:
        digest = hashlib.sha256(form.lower().encode()).hexdigest()[:32]
        device, user = f"import:{kind}:{digest}", ""
    return IdentityCall(workspace_id, device, user or None, None, place[0], place[1], is_kept=True)
