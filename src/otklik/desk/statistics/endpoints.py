"""Statistics of the inbox over HTTP."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AfterValidator

from otklik.desk.schemas_bodies import LARGEST_ID
from otklik.desk.showing import show_conversation, show_people
from otklik.desk.statistics.contracts import OF_RATINGS, Clock, CsvOf, Group, Measure, Question
from otklik.desk.statistics.schemas import (
    CountedLine,
    CountedPage,
    FiguresAnswer,
    GroupAnswer,
    GroupList,
    StatisticsAnswer,
)
from otklik.inbox.contracts import TalkChannel
from otklik.inbox.keeping import now
from otklik.infra.web import EnginesDep
from otklik.kit.late import import_late
from otklik.workspaces.access import Actor, Permission, require

if TYPE_CHECKING:
    from otklik.desk.statistics import exporting, listing, service
else:  # they bring numpy: 20 MB that a web process pays when somebody first looks at statistics
    exporting = import_late("otklik.desk.statistics.exporting")
    listing = import_late("otklik.desk.statistics.listing")
    service = import_late("otklik.desk.statistics.service")

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
_Id = Annotated[int | None, Query(ge=0, le=LARGEST_ID, description="0: nobody's")]
_HOUR_S = 3_600
_WEEK_H = 168


def _is_of_requests(measure: Measure) -> Measure:
    if measure in OF_RATINGS:
        raise ValueError("this is a measure of ratings")
    return measure


async def read_question(
    first: Annotated[date | None, Query(alias="from", description="A day of the workspace's zone")] = None,
    last: Annotated[date | None, Query(alias="to", description="The last day, with it")] = None,
    operator: _Id = None,
    team: _Id = None,
    tag: Annotated[str | None, Query(min_length=1, max_length=60)] = None,
    channel: TalkChannel | None = None,
    answer_within: Annotated[int, Query(ge=1, le=_WEEK_H, description="Hours")] = 24,
    clock: Clock = Clock.ALL,
) -> Question:
    """The period and what of it; nothing said: four weeks up to today. `clock`: of `answer_within`."""
    return Question(
        first=first,
        last=last,
        operator=operator,
        team=team,
        tag=tag.replace("\x00", "") if tag else None,
        channel=channel,
        answer_within_s=answer_within * _HOUR_S,
        clock=clock,
    )


RequestMeasure = Annotated[Measure, AfterValidator(_is_of_requests)]
QuestionDep = Annotated[Question, Depends(read_question)]


async def narrow_question(
    question: QuestionDep,
    weekday: Annotated[int | None, Query(ge=0, le=6, description="0 is Monday")] = None,
    hour: Annotated[int | None, Query(ge=0, le=23)] = None,
    score: Annotated[int | None, Query(ge=1, le=5, description="Of ratings")] = None,
) -> Question:
    """A question about a part of what the page shows."""
    return Question(
        **{
            **{name: getattr(question, name) for name in question.__struct_fields__},
            "weekday": weekday,
            "hour": hour,
            "score": score,
        }
    )


NarrowDep = Annotated[Question, Depends(narrow_question)]


@router.get("/statistics")
async def get_statistics(engines: EnginesDep, actor: ReadAccess, question: QuestionDep) -> StatisticsAnswer:
    """How many asked, were answered and missed, how long it took, how satisfied they are."""
    return _show(
        await service.read_statistics(engines, workspace_id=actor.workspace_id, question=question, now=now())
    )


@router.get("/statistics/groups")
async def get_statistics_groups(
    engines: EnginesDep, actor: ReadAccess, question: QuestionDep, by: Group = Group.OPERATOR
) -> GroupList:
    """The same numbers for each operator, team, tag or channel."""
    rows = await service.read_groups(
        engines, workspace_id=actor.workspace_id, question=question, group=by, now=now()
    )
    return GroupList(by=by, items=[GroupAnswer.model_validate(row) for row in rows])


@router.get("/statistics/conversations")
async def list_statistics_conversations(
    engines: EnginesDep,
    actor: ReadAccess,
    question: NarrowDep,
    measure: Measure = Measure.NEW,
    before: Annotated[str | None, Query(max_length=200)] = None,
) -> CountedPage:
    """What a number counts, a line each: `total` is the number."""
    listed = await listing.list_counted(
        engines,
        workspace_id=actor.workspace_id,
        question=question,
        measure=measure,
        now=now(),
        before=before,
    )
    return CountedPage(
        measure=measure,
        total=listed.total,
        items=_show_lines(listed),
        people=show_people(listed.beside.people),
        next=listed.next,
    )


@router.get("/statistics.csv", response_class=Response)
async def export_statistics(
    engines: EnginesDep,
    actor: ReadAccess,
    question: NarrowDep,
    of: CsvOf = CsvOf.OPERATOR,
    measure: RequestMeasure = Measure.NEW,
) -> Response:
    """The table, the days, the ratings, or the requests of a measure as CSV, times in seconds."""
    text = await exporting.write_csv(
        engines, workspace_id=actor.workspace_id, question=question, of=of, measure=measure, now=now()
    )
    name = f"inbox-{of.value}.csv"
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _show(found: "service.Statistics") -> StatisticsAnswer:
    return StatisticsAnswer.model_validate(
        {
            "first": found.period.first,
            "last": found.period.last,
            "zone": found.period.zone,
            "before_since": found.before[0],
            "before_until": found.before[1],
            "left": found.left,
            "figures": FiguresAnswer.model_validate(found.figures),
            "before": FiguresAnswer.model_validate(found.figures_before),
            "scores": found.scores,
            "days": found.days,
            "hours": found.cells,
        }
    )


def _show_lines(listed: "listing.Listed") -> list[CountedLine]:
    shown = {key: show_conversation(row) for key, row in listed.conversations.items()}
    return [
        CountedLine(
            **{name: getattr(line, name) for name in line.__struct_fields__},
            operator_name=listed.members.get(line.operator or 0, ""),
            conversation=shown.get(line.conversation_id),
        )
        for line in listed.lines
    ]
