"""Why a person is in a set, or not: each part of the condition with its answer, its ground and its words."""

from datetime import datetime

from otklik.infra.engines import Engines
from otklik.kit.clock import to_datetime
from otklik.profiles import service as profiles
from otklik.segments import asking
from otklik.segments.asking import Question
from otklik.segments.language.conditions import All, AnyOf, Condition, InSegment, Not
from otklik.segments.language.wording_base import Names
from otklik.segments.needs import find_needs
from otklik.segments.person import load_history
from otklik.segments.predicate.explaining import Explanation, explain
from otklik.segments.schemas import NamedSegment, Words
from otklik.segments.schemas_past import ExplainAnswer, ExplainedNode


async def explain_person(
    engines: Engines, *, workspace_id: int, person_id: int, source: object, as_of: datetime | None
) -> ExplainAnswer:
    """The answer of every part for one person. Raises ConditionError, NotFoundError, ConflictError."""
    condition, names = await asking.read_condition(engines, workspace_id=workspace_id, source=source)
    asked = await asking.ask_of(engines, workspace_id=workspace_id, as_of=as_of)
    question = Question(condition, asked, names)
    person = await profiles.get_person(engines, workspace_id=workspace_id, person_id=person_id)
    needs = find_needs(condition, now_ms=asked.now_ms, zone=asked.zone, members=asked.members)
    history = await load_history(engines, person=person, needs=needs, asked=asked)
    found = explain(condition, history, now_ms=asked.now_ms, zone=asked.zone, members=dict(asked.members))
    return ExplainAnswer(
        person_id=person.id,
        holds=found.holds,
        as_of=to_datetime(asked.now_ms),
        explanation=_worded(found, condition, question, names.for_words(asked.zone)),
    )


def _worded(found: Explanation, condition: Condition, question: Question, names: Names) -> ExplainedNode:
    inner = _parts_of(condition, question)
    segment = None
    if isinstance(condition, InSegment):
        name = names.segments.get(condition.segment_id, "")
        segment = NamedSegment(id=condition.segment_id, name=name)
    return ExplainedNode(
        path=found.path,
        kind=found.kind,
        holds=found.holds,
        words=Words.of(condition, names),
        found=found.found,
        count=found.count,
        begins=found.begins,
        ends=found.ends,
        since=found.since,
        matched=dict(found.matched) if found.matched else None,
        step=found.step,
        failing=found.failing,
        segment=segment,
        parts=[
            _worded(part, node, question, names)
            # A person who was absent has the root alone; a segment within itself is not gone into.
            for part, node in zip(found.parts, inner, strict=False)
        ],
    )


def _parts_of(condition: Condition, question: Question) -> tuple[Condition, ...]:
    """The conditions that the parts of its explanation explain."""
    if isinstance(condition, All | AnyOf):
        return condition.conditions
    if isinstance(condition, Not):
        return (condition.condition,)
    if isinstance(condition, InSegment):
        inner = question.asked.members.get(condition.segment_id)
        return (inner,) if inner is not None else ()
    return ()
