"""Asks the store which of a workspace's segments hold of people now."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from otklik.events.repository_facts import read_progress
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.live import queries_judging, queries_touched
from otklik.segments.live.queries_judging import Answer
from otklik.segments.live.queries_spans import Span
from otklik.segments.live.transitions import Verdict
from otklik.segments.live.watched import Watched
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_answers

CLUSTERS: Final = 5_000


async def make_asked(engines: Engines, watched: Watched, *, now_ms: int) -> Asked:
    """What every question about the workspace shares."""
    progress = await read_progress(engines.postgres)
    return Asked(
        workspace_id=watched.workspace_id,
        now_ms=now_ms,
        is_present=True,
        members=watched.members,
        zone=watched.zone,
        counted={int(lane): batch for lane, batch in progress.done.items()},
    )


async def judge_homes(
    engines: Engines, watched: Watched, *, asked: Asked, segments: Sequence[int], homes: Iterable[int]
) -> list[Verdict]:
    """Verdicts on those whom these homes belong to.

    Left out is who belongs together otherwise in the store than in PostgreSQL: a merge is on its way, and
    with its batch he is touched again.
    """
    workspace_id = watched.workspace_id
    found = await profiles.list_clusters(engines, workspace_id=workspace_id, people=sorted(homes))
    clusters = {cluster.root: cluster.members for cluster in found.values()}
    members = sorted({home for each in clusters.values() for home in each})
    statement = compile_answers(
        [watched.members[id_] for id_ in segments],
        msgspec.structs.replace(asked, homes="{homes:Array(UInt64)}"),
        with_wake=True,
    )
    answers = await queries_judging.list_answers(
        engines.clickhouse, statement, workspace_id=workspace_id, homes=members
    )
    # Asked afterwards: whatever moved since PostgreSQL was asked shows here.
    roots = await queries_touched.find_roots(engines.clickhouse, workspace_id=workspace_id, homes=members)
    return [
        _verdict(root, homes_of, answers.get(root), segments)
        for root, homes_of in clusters.items()
        if all(roots[home] == root for home in homes_of)
    ]


async def judge_part(
    engines: Engines, watched: Watched, *, asked: Asked, segments: Sequence[int], span: Span
) -> dict[int, Answer]:
    """Of everybody in the span: who is in, or must be looked at later."""
    statement = compile_answers(
        [watched.members[id_] for id_ in segments],
        msgspec.structs.replace(asked, homes=queries_judging.make_part(asked.counted)),
        with_wake=True,
    )
    return await queries_judging.list_part(
        engines.clickhouse,
        statement,
        workspace_id=watched.workspace_id,
        span=span,
        counted=asked.counted,
    )


async def find_verdicts(
    engines: Engines,
    watched: Watched,
    *,
    segments: Sequence[int],
    answers: dict[int, Answer],
    others: Iterable[int] = (),
) -> list[Verdict]:
    """The answers of a part with the homes of each; `others` had no answer: nothing holds of them."""
    people = sorted({*answers, *others})
    verdicts: list[Verdict] = []
    for start in range(0, len(people), CLUSTERS):
        chunk = people[start : start + CLUSTERS]
        found = await profiles.list_clusters(engines, workspace_id=watched.workspace_id, people=chunk)
        verdicts.extend(
            _verdict(person, found[person].members, answers.get(person, Answer()), segments)
            for person in chunk
            if found[person].root == person
        )
    return verdicts


def _verdict(root: int, homes: tuple[int, ...], answer: Answer | None, segments: Sequence[int]) -> Verdict:
    if answer is None:
        return Verdict(root=root, homes=homes, exists=False)
    return Verdict(
        root=root,
        homes=homes,
        holds=frozenset(segments[index] for index in answer.holds),
        wake_ms=answer.wake_ms,
    )
