"""Consents as the law wants them kept: what was agreed to, with which text, when, where from."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.profiles import repository_consents, repository_identity
from otklik.profiles.cache import IdentityCache
from otklik.profiles.contracts import Json
from otklik.profiles.identifiers import is_illegal
from otklik.profiles.identity import Key
from otklik.profiles.loading import load_identities


class ConsentKind(StrEnum):
    """What one may agree to, each apart from the others (Russian law since 2025)."""

    PROCESSING = "processing"
    ADVERTISING = "advertising"
    TRACKING = "tracking"


CONSENT_GIVEN = "$consent_given"
CONSENT_WITHDRAWN = "$consent_withdrawn"
CONSENT_EVENTS = frozenset({CONSENT_GIVEN, CONSENT_WITHDRAWN})
_MAX_TEXT_CHARS = 8_192


class ConsentCall(msgspec.Struct, frozen=True):
    """A consent event of a home profile: `properties` name kinds (true, false), text, version and url."""

    workspace_id: int
    person: int
    name: str
    properties: dict[str, Json]
    ip: str
    position: int
    ts_ms: int


async def record_consents(connection: Connection, *, calls: Sequence[ConsentCall]) -> None:
    """Journal what `calls` say, in the caller's transaction; the same call again changes nothing."""
    notes = [note for call in calls for note in read_consents(call)]
    if notes:
        await repository_consents.insert_consents(connection, notes)


async def find_consents(
    connection: Connection, *, keys: Iterable[Key], secrets: Secrets
) -> dict[Key, repository_consents.LatestConsent]:
    """What the people behind these identities (workspace, kind, value) said last about processing.

    It counts for a human, not for a device: said on one, it holds on all that lead to the same card.
    """
    asked = [key for key in keys if not is_illegal(key[2])]
    if not asked:
        return {}
    cache = IdentityCache()
    cache.begin(await repository_identity.read_marks(connection, list({key[0] for key in asked})))
    await load_identities(connection, keys=asked, cache=cache, secrets=secrets)
    roots = {}
    for key in asked:
        home = cache.young.known[key].home
        roots[key] = (key[0], cache.young.roots.get((key[0], home), home))
    said = await repository_consents.find_latest_consents(connection, list(set(roots.values())))
    return {key: said[root] for key, root in roots.items() if root in said}


def read_consents(call: ConsentCall) -> list[repository_consents.ConsentNote]:
    """One note for each kind that is said; an event that names none is about processing."""
    said = {kind: call.properties.get(kind) for kind in ConsentKind}
    told = {kind.value: value for kind, value in said.items() if isinstance(value, bool)}
    return [
        repository_consents.ConsentNote(
            call.workspace_id,
            call.person,
            kind,
            is_given,
            _text(call.properties, "text"),
            _text(call.properties, "version"),
            _text(call.properties, "url"),
            call.ip,
            call.position,
            call.ts_ms,
        )
        for kind, is_given in (told or {ConsentKind.PROCESSING.value: call.name == CONSENT_GIVEN}).items()
    ]


def _text(properties: dict[str, Json], name: str) -> str:
    value = properties.get(name)
    return str(value)[:_MAX_TEXT_CHARS] if isinstance(value, str | int | float) else ""
