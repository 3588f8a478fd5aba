"""Reads a portion of people for an ad system's file: who may be shown, with what."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.exports import queries, repository
from otklik.segments.exports.layouts import Addressee, Field, FileFormat, Layout, Line
from otklik.segments.exports.leaving_out import (
    SILENCE,
    LeftOut,
    Tally,
    Words,
    find_refusal,
    without_unsubscribed,
)

_CLIENT_IDS: Final = (Field.METRICA_ID, Field.GOOGLE_ID)


async def read_lines(
    engines: Engines,
    *,
    workspace_id: int,
    people: Sequence[int],
    file_format: FileFormat,
    layout: Layout,
    needs_consent: bool,
) -> tuple[list[Line], Tally]:
    """The lines of at most a thousand `people`, and how many of them were written or left out, by reason."""
    words, erased = await _read_words(engines, workspace_id, people)
    left_out: Counter[str] = Counter()
    shown: list[int] = []
    for person in people:
        reason = (
            LeftOut.ERASED
            if person in erased
            else find_refusal(words.get(person, SILENCE), layout, needs_consent=needs_consent)
        )
        if reason is None:
            shown.append(person)
        else:
            left_out[reason.value] += 1
    known = await _read_addressees(engines, workspace_id, shown, file_format, layout)
    lines: list[Line] = []
    for person in shown:
        addressee = known.get(person, Addressee(id=person))
        made = layout.make_lines(without_unsubscribed(addressee, words.get(person, SILENCE)))
        lines.extend(made)
        if not made:
            reason = LeftOut.UNSUBSCRIBED if layout.make_lines(addressee) else LeftOut.NO_ADDRESS
            left_out[reason.value] += 1
    return lines, Tally(len(people) - left_out.total(), left_out)


async def _read_words(
    engines: Engines, workspace_id: int, people: Sequence[int]
) -> tuple[dict[int, Words], set[int]]:
    async with engines.postgres.connection() as connection:
        rows = await repository.list_words(connection, workspace_id=workspace_id, people=people)
        erased = await repository.list_erased(connection, workspace_id=workspace_id, people=people)
    consents: dict[int, dict[str, bool]] = {}
    channels: dict[int, dict[str, bool]] = {}
    for person, kind, key, is_on in rows:
        said = consents if kind == "consent" else channels
        said.setdefault(person, {})[key] = is_on
    heard = consents.keys() | channels.keys()
    return {who: Words(consents.get(who, {}), channels.get(who, {})) for who in heard}, erased


async def _read_addressees(
    engines: Engines, workspace_id: int, people: Sequence[int], file_format: FileFormat, layout: Layout
) -> dict[int, Addressee]:
    if not people:
        return {}
    for field in _CLIENT_IDS:
        if field in layout.needs:
            return await _read_client_ids(engines, workspace_id, people, field)
    async with engines.postgres.connection() as connection:
        rows = await repository.list_contacts(connection, workspace_id=workspace_id, people=people)
    known = {
        row.asked: Addressee(
            id=row.root,
            user_id=row.user_id,
            email=row.email,
            phone=row.phone,
            first_name=row.first_name,
            last_name=row.last_name,
            city=row.city,
            country=row.country,
            gender=row.gender,
            birthday=row.birthday,
        )
        for row in rows
    }
    if file_format is FileFormat.FACEBOOK:
        return await _with_places(engines, workspace_id, known)
    return known


async def _with_places(
    engines: Engines, workspace_id: int, known: Mapping[int, Addressee]
) -> dict[int, Addressee]:
    """What the site did not say of where they live is taken from where they were seen."""
    roots = [addressee.id for addressee in known.values()]
    places = await queries.list_places(engines.clickhouse, workspace_id=workspace_id, people=roots)
    placed = {}
    for person, addressee in known.items():
        country, city = places.get(addressee.id, ("", ""))
        placed[person] = replace(addressee, country=addressee.country or country, city=addressee.city or city)
    return placed


async def _read_client_ids(
    engines: Engines, workspace_id: int, people: Sequence[int], field: Field
) -> dict[int, Addressee]:
    """The ids of all browsers of each, and the one that the site set on his card."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=people)
    roots = [cluster.root for cluster in clusters.values()]
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=roots)
    homes = [member for cluster in clusters.values() for member in cluster.members]
    found = await queries.list_client_ids(
        engines.clickhouse, workspace_id=workspace_id, homes=homes, name=field.value.removeprefix("$")
    )
    known = {}
    for person, cluster in clusters.items():
        head = heads.get(cluster.root)
        stated = str(head.properties.get(field.value) or "") if head else ""
        ids = [stated, *(found.get(member, "") for member in cluster.members)]
        known[person] = Addressee(id=cluster.root, client_ids=tuple(each for each in ids if each))
    return known
