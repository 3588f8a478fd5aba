"""What is computed of one person, and why."""

from typing import Final

import msgspec

from otklik.infra.engines import Engines
from otklik.kit.clock import to_datetime
from otklik.profiles import queries as profiles_queries
from otklik.profiles import service as profiles
from otklik.segments.computed import repository
from otklik.segments.computed.definitions import Json, Kind, Scoring, read
from otklik.segments.computed.values import make_scale
from otklik.segments.schemas_computed import LevelBody, NamedPoints, PersonScore, ScoreMoment

MAX_HISTORY: Final = 100


async def get_score(engines: Engines, *, workspace_id: int, person_id: int) -> PersonScore:
    """The score with the rules that make it and how it went; stage and RFM. Raises NotFoundError."""
    person = await profiles.get_person(engines, workspace_id=workspace_id, person_id=person_id)
    score = _whole(person.properties.get("$score"))
    stage, since = person.properties.get("$stage"), person.stamps.get("$stage")
    rules, level = await _explain(engines, workspace_id, person, score)
    return PersonScore(
        score=score,
        level=level,
        rules=rules,
        history=await _load_history(engines, workspace_id, person),
        stage=_text(stage),
        stage_since=to_datetime(since.ts_ms) if since else None,
        rfm=_text(person.properties.get("$rfm")),
        rfm_group=_text(person.properties.get("$rfm_group")),
    )


async def _explain(
    engines: Engines, workspace_id: int, person: profiles.Person, score: int | None
) -> tuple[list[NamedPoints], LevelBody | None]:
    """Points by rule, in the order of the rules, and the level reached; nothing while scoring is off."""
    async with engines.postgres.connection() as connection:
        row = await repository.find_computed(connection, workspace_id=workspace_id, kind=Kind.SCORE)
        if row is None or not row.is_on:
            return [], None
        parts = await repository.list_parts(connection, workspace_id=workspace_id, computed_id=row.id)
        held = await repository.list_memberships(connection, workspace_id=workspace_id, homes=person.members)
    definition = read(Kind.SCORE, row.definition)
    assert isinstance(definition, Scoring)  # noqa: S101 - read of this kind
    scale = make_scale(Kind.SCORE, {part.segment_id: part.gives for part in parts}, definition)
    points = scale.points(held)
    level = scale.level(score)
    return [
        NamedPoints(id=rule.id, name=rule.name, points=points[rule.id])
        for rule in definition.rules
        if rule.id in points
    ], LevelBody(name=level.name, at=level.at) if level else None


async def _load_history(engines: Engines, workspace_id: int, person: profiles.Person) -> list[ScoreMoment]:
    rows = await profiles_queries.list_history(
        engines.clickhouse,
        workspace_id=workspace_id,
        members=person.members,
        property_name="$score",
        before=None,
        limit=MAX_HISTORY,
    )
    return [ScoreMoment(at=row.at, score=_number(row.value)) for row in rows]


def _number(text: str) -> float | None:
    """A site may have written anything under this name."""
    value = msgspec.json.decode(text) if text else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
