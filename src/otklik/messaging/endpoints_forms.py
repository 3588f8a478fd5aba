"""What people answered in the forms of a scenario, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from otklik.infra.postgres import driver_connection
from otklik.infra.web import SessionDep
from otklik.messaging import explaining, repository, repository_forms
from otklik.messaging.repository_forms import Submission
from otklik.messaging.schemas_forms import (
    SubmissionAnswer,
    SubmissionPage,
    SubmittedAnswer,
    SubmittedConsent,
    Submitter,
)
from otklik.messaging.site.checking import list_fields
from otklik.profiles import recipients
from otklik.profiles.recipients import Recipient
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["messages"])
PeopleAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]


@router.get("/scenarios/{scenario_id}/submissions")
async def list_submissions(
    scenario_id: Annotated[int, Path(ge=1, le=explaining.LARGEST)],
    actor: PeopleAccess,
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
) -> SubmissionPage:
    """Answers in the forms of a scenario, unfinished ones too, the newest first."""
    connection, workspace_id = await driver_connection(session), actor.workspace_id
    found = await repository_forms.list_submissions(
        connection,
        workspace_id=workspace_id,
        scenario_id=scenario_id,
        before=int(cursor) if cursor else explaining.LARGEST,
        limit=limit + 1,
    )
    shown = found[:limit]
    people = await recipients.list_recipients(
        connection, workspace_id=workspace_id, homes=sorted({each.profile_id for each in shown})
    )
    contents = await repository.list_contents(
        connection, workspace_id=workspace_id, content_ids=sorted({each.content_id for each in shown})
    )
    labels = {id_: _find_labels(content) for id_, (_, content) in contents.items()}
    return SubmissionPage(
        items=[_show(each, people[each.profile_id], labels.get(each.content_id, {})) for each in shown],
        next_cursor=str(shown[-1].id) if len(found) > limit else None,
        total=await repository_forms.count_submissions(
            connection, workspace_id=workspace_id, scenario_id=scenario_id
        ),
    )


def _find_labels(content: Mapping[str, Any]) -> dict[str, str]:
    """What stood beside each field."""
    return {str(block["name"]): str(block.get("label") or "") for block in list_fields(content)}


def _show(each: Submission, person: Recipient, labels: Mapping[str, str]) -> SubmissionAnswer:
    said = {name: str(person.properties.get(f"${name}") or "") for name in ("name", "email", "phone")}
    return SubmissionAnswer(
        id=each.id,
        send_id=each.send_id,
        at=each.changed_at,
        person=Submitter(id=str(person.root), **said),
        page_url=each.page_url,
        is_finished=each.finished_at is not None,
        answers=[
            SubmittedAnswer(name=name, label=labels.get(name, ""), value=value)
            for name, value in each.answers.items()
        ],
        consents=[
            SubmittedConsent(channel=given["channel"], topic=given["topic"], text=given["text"])
            for given in each.consents
        ],
        points=each.points,
    )
