"""Questions of the constructor over HTTP: nothing is stored."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Request

from otklik.events import service as events
from otklik.events.schemas import PersonAnswer
from otklik.infra.web import EnginesDep
from otklik.kit.clock import to_datetime
from otklik.segments import asking, errors, loading, suggesting
from otklik.segments.schemas import Words
from otklik.segments.schemas_asking import (
    AskedBody,
    ConditionBody,
    CountAnswer,
    SampleAnswer,
    SampleBody,
    SuggestAnswer,
    SuggestBody,
    Suggestion,
)
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/segments", tags=["segments"])

AnswerT = TypeVar("AnswerT")
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]


@router.post("/count")
async def count_people(
    body: AskedBody, actor: ReadAccess, engines: EnginesDep, request: Request
) -> CountAnswer:
    """How many people the condition holds of, exactly. Whoever hangs up ends the counting."""
    question = await asking.make_question(
        engines, workspace_id=actor.workspace_id, source=body.filter, as_of=body.as_of
    )
    counted = await _while_there(request, asking.count(engines, question=question))
    return CountAnswer(count=counted, as_of=to_datetime(question.asked.now_ms))


@router.post("/sample")
async def sample_people(body: SampleBody, actor: ReadAccess, engines: EnginesDep) -> SampleAnswer:
    """Some people of whom the condition holds, those seen last first."""
    question = await asking.make_question(
        engines, workspace_id=actor.workspace_id, source=body.filter, as_of=body.as_of
    )
    query = events.PeopleQuery(limit=body.limit, among=question.among)
    with asking.told_when_heavy():
        page = await events.search_people(engines, workspace_id=actor.workspace_id, query=query)
    return SampleAnswer(items=[PersonAnswer.of(person) for person in page.items])


@router.post("/describe")
async def describe_condition(body: ConditionBody, actor: ReadAccess, engines: EnginesDep) -> Words:
    """The condition in plain words."""
    condition, names = await asking.read_condition(
        engines, workspace_id=actor.workspace_id, source=body.filter
    )
    zone = await loading.load_zone(engines, workspace_id=actor.workspace_id)
    return Words.of(condition, names.for_words(zone))


@router.post("/suggest")
async def suggest_values(body: SuggestBody, actor: ReadAccess, engines: EnginesDep) -> SuggestAnswer:
    """Values that people and events really have, for the pickers of the constructor."""
    found = await suggesting.suggest(
        engines,
        workspace_id=actor.workspace_id,
        of=body.of,
        property_path=body.property,
        event=body.event,
        prefix=body.prefix,
        limit=body.limit,
    )
    return SuggestAnswer(items=[Suggestion(value=value, count=count) for value, count in found])


async def _while_there(request: Request, work: Coroutine[Any, Any, AnswerT]) -> AnswerT:
    """The outcome of `work`, which is cancelled when the caller hangs up: he has typed on and asks anew."""
    task = asyncio.ensure_future(work)
    # After the body the next message is that the caller is gone.
    gone = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise errors.client_gone()
        return task.result()
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)
