"""Finds many people at once by what names them: ids, user ids, devices, emails, phones."""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.infra.engines import Engines
from otklik.profiles import clusters, queries_marks, repository_finding
from otklik.profiles.cache import IdentityCache
from otklik.profiles.card import digits_of
from otklik.profiles.contacts import normalise_phone
from otklik.profiles.contracts import IdentityKind
from otklik.profiles.identifiers import is_illegal
from otklik.profiles.identity import Key
from otklik.profiles.loading import load_identities
from otklik.profiles.repository_identity import read_marks
from otklik.workspaces import service as workspaces

PROFILE_ID: Final = "profile_id"
_SEEN_AT_ONCE: Final = 500


async def find_people(
    engines: Engines, *, workspace_id: int, kind: str, values: Sequence[str]
) -> dict[str, list[int]]:
    """The roots of each of `values` (10 000 at most): none for nobody, several for a shared address.

    `kind`: `profile_id` or an identity kind. An address gives the holder of the proved one, else all whose
    card has it. Nameless visitors are found too.
    """
    usable = [value for value in dict.fromkeys(values) if value and "\x00" not in value]
    if not usable:
        return {}
    if kind == PROFILE_ID:
        ids = {value: person for value in usable if (person := clusters.find_id(value)) is not None}
        return await _existing(engines, workspace_id, ids)
    if kind in {IdentityKind.EMAIL, IdentityKind.PHONE}:
        return await _find_by_contact(engines, workspace_id, kind, usable)
    keys = {value: (workspace_id, kind, value) for value in usable if not is_illegal(value)}
    return await _find_by_identity(engines, workspace_id, keys)


async def _find_by_identity(
    engines: Engines, workspace_id: int, keys: Mapping[str, Key]
) -> dict[str, list[int]]:
    if not keys:
        return {}
    cache = IdentityCache()
    async with engines.postgres.connection() as connection:
        cache.begin(await read_marks(connection, [workspace_id]))
        await load_identities(connection, keys=list(keys.values()), cache=cache, secrets=engines.secrets)
    known = {value: cache.young.known[key] for value, key in keys.items()}
    homes = {
        value: identity.home
        for value, identity in known.items()
        if identity.is_saved or keys[value][1] == IdentityKind.ANONYMOUS_ID
    }
    return await _existing(engines, workspace_id, homes)


async def _existing(engines: Engines, workspace_id: int, homes: Mapping[str, int]) -> dict[str, list[int]]:
    """The roots of homes that have a row, or at least an event."""
    async with engines.postgres.connection() as connection:
        roots = await repository_finding.find_roots(
            connection, workspace_id=workspace_id, people=list(set(homes.values()))
        )
    nameless = sorted(set(homes.values()) - roots.keys())
    for start in range(0, len(nameless), _SEEN_AT_ONCE):
        some = nameless[start : start + _SEEN_AT_ONCE]
        seen = await queries_marks.list_seen(engines.clickhouse, workspace_id=workspace_id, people=some)
        roots |= {person: person for person in seen}
    return {value: [roots[home]] for value, home in homes.items() if home in roots}


async def _find_by_contact(
    engines: Engines, workspace_id: int, kind: str, values: Sequence[str]
) -> dict[str, list[int]]:
    forms = {value: value.strip().lower() for value in values}
    compared = forms
    if kind == IdentityKind.PHONE:
        region = (await workspaces.get_workspace_profile(engines, workspace_id)).phone_region
        forms = {value: normalise_phone(value, region) for value in values}
        compared = {value: digits_of(form) for value, form in forms.items()}
    async with engines.postgres.connection() as connection:
        proved = await repository_finding.find_proved(
            connection, workspace_id=workspace_id, kind=kind, values=list(set(forms.values()))
        )
        cards = await repository_finding.find_by_contacts(
            connection, workspace_id=workspace_id, kind=kind, values=list(set(compared.values()) - {""})
        )
    found = {}
    for value in values:
        holder = proved.get(forms[value])
        people = [holder] if holder else cards.get(compared[value], [])
        if people:
            found[value] = people
    return found
