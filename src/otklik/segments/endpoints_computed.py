"""Scoring, stages and RFM over HTTP."""

from typing import Annotated, Any, TypeAlias, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel

from otklik.infra.translations import Language
from otklik.infra.web import EnginesDep, LanguageDep, SessionDep
from otklik.profiles import service as profiles
from otklik.segments.computed import person, preview, service
from otklik.segments.computed.defaults import suggest
from otklik.segments.computed.definitions import Kind
from otklik.segments.computed.repository import ComputedRow
from otklik.segments.schemas_computed import (
    ComputedAnswer,
    ComputedStatus,
    PersonScore,
    PreviewBody,
    RfmBody,
    RfmGrid,
    SavedBody,
    ScoringBody,
    ScoringPreview,
    StageCounts,
    StagesBody,
)
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session

router = APIRouter(tags=["scoring"])

DefinitionT = TypeVar("DefinitionT", bound=BaseModel)
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
WriteAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]


Scoring: TypeAlias = ComputedAnswer[ScoringBody]
Stages: TypeAlias = ComputedAnswer[StagesBody]
Rfm: TypeAlias = ComputedAnswer[RfmBody]


@router.get("/scoring")
async def get_scoring(actor: ReadAccess, session: SessionDep, language: LanguageDep) -> Scoring:
    """The rules of the score; a suggestion when there are none yet."""
    return await _answer(session, actor, Kind.SCORE, ScoringBody, language)


@router.put("/scoring")
async def save_scoring(
    body: SavedBody[ScoringBody], actor: WriteAccess, session: SessionDep, language: LanguageDep
) -> Scoring:
    """Keep the rules, on or off; 422 names each fault with its path."""
    await _save(session, actor, Kind.SCORE, body)
    return await _answer(session, actor, Kind.SCORE, ScoringBody, language)


@router.post("/scoring/preview")
async def preview_scoring(
    body: PreviewBody[ScoringBody], actor: ReadAccess, engines: EnginesDep
) -> ScoringPreview:
    """How many people would have which scores now, and some of them."""
    source = _as_json(body.definition)
    return await preview.preview_scoring(engines, workspace_id=actor.workspace_id, source=source)


@router.get("/stages")
async def get_stages(actor: ReadAccess, session: SessionDep, language: LanguageDep) -> Stages:
    """The stages of a life; ready-made ones when there are none yet."""
    return await _answer(session, actor, Kind.STAGE, StagesBody, language)


@router.put("/stages")
async def save_stages(
    body: SavedBody[StagesBody], actor: WriteAccess, session: SessionDep, language: LanguageDep
) -> Stages:
    """Keep the stages, on or off; 422 names each fault with its path."""
    await _save(session, actor, Kind.STAGE, body)
    return await _answer(session, actor, Kind.STAGE, StagesBody, language)


@router.post("/stages/preview")
async def preview_stages(
    body: PreviewBody[StagesBody], actor: ReadAccess, engines: EnginesDep
) -> StageCounts:
    """How many people would be in each stage now."""
    source = _as_json(body.definition)
    return await preview.preview_stages(engines, workspace_id=actor.workspace_id, source=source)


@router.get("/stages/counts")
async def count_stages(actor: ReadAccess, session: SessionDep, engines: EnginesDep) -> StageCounts:
    """How many people are in each stage now."""
    row = await service.find_computed(session, workspace_id=actor.workspace_id, kind=Kind.STAGE)
    source = row.definition if row else suggest(Kind.STAGE)
    return await preview.count_stages(engines, workspace_id=actor.workspace_id, source=source)


@router.get("/rfm")
async def get_rfm(actor: ReadAccess, session: SessionDep, language: LanguageDep) -> Rfm:
    """The borders of RFM; ready-made ones when there are none yet."""
    return await _answer(session, actor, Kind.RFM, RfmBody, language)


@router.put("/rfm")
async def save_rfm(
    body: SavedBody[RfmBody], actor: WriteAccess, session: SessionDep, language: LanguageDep
) -> Rfm:
    """Keep the borders, on or off; 422 names each fault with its path."""
    await _save(session, actor, Kind.RFM, body)
    return await _answer(session, actor, Kind.RFM, RfmBody, language)


@router.post("/rfm/suggest")
async def suggest_rfm(actor: ReadAccess, engines: EnginesDep) -> RfmBody:
    """Borders that part this workspace's buyers in thirds."""
    found = await preview.suggest_rfm(engines, workspace_id=actor.workspace_id)
    return RfmBody.model_validate(found)


@router.post("/rfm/preview")
async def preview_rfm(body: PreviewBody[RfmBody], actor: ReadAccess, engines: EnginesDep) -> RfmGrid:
    """How many buyers would be in each cell now."""
    source = _as_json(body.definition)
    return await preview.preview_rfm(engines, workspace_id=actor.workspace_id, source=source)


@router.get("/rfm/grid")
async def get_rfm_grid(actor: ReadAccess, engines: EnginesDep) -> RfmGrid:
    """How many people are in each cell now, and what they have brought in."""
    return await preview.count_cells(engines, workspace_id=actor.workspace_id)


@router.get("/profiles/{person_id}/score")
async def get_person_score(person_id: str, actor: ReadAccess, engines: EnginesDep) -> PersonScore:
    """A person's score with the rules that make it and how it went, stage and RFM."""
    return await person.get_score(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )


async def _save(session: Session, actor: Actor, kind: Kind, body: SavedBody[DefinitionT]) -> None:
    await service.save_computed(
        session,
        actor=actor,
        kind=kind,
        definition=_as_json(body.definition),
        is_on=body.is_on,
        is_announcing=body.announce,
        keeps_values=body.keep_values,
    )


async def _answer(
    session: Session, actor: Actor, kind: Kind, form: type[DefinitionT], language: Language
) -> ComputedAnswer[DefinitionT]:
    row = await service.find_computed(session, workspace_id=actor.workspace_id, kind=kind)
    suggested = form.model_validate(suggest(kind, language=language))
    if row is None:
        return ComputedAnswer(
            is_on=False, status="off", definition=suggested, suggested=suggested, parts=0, updated_at=None
        )
    return ComputedAnswer(
        is_on=row.is_on,
        status=_told_status(row),
        definition=form.model_validate(row.definition),
        suggested=suggested,
        parts=await service.count_parts(session, workspace_id=actor.workspace_id, computed=row),
        updated_at=row.updated_at,
    )


def _told_status(row: ComputedRow) -> ComputedStatus:
    if not row.is_on:
        return "off"
    return "live" if row.status == "live" else "preparing"


def _as_json(definition: BaseModel) -> Any:  # noqa: ANN401 - JSON
    return definition.model_dump(mode="json", exclude_none=True)
