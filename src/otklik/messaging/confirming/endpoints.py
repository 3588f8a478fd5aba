"""Subscriptions that people are asked to confirm, over HTTP."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path

from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging import errors, planning
from otklik.messaging.confirming import asking, repository
from otklik.messaging.confirming.asking import Sent
from otklik.messaging.confirming.contracts import Proof, Request
from otklik.messaging.confirming.schemas import Confirmation, ConfirmationBody, ConfirmationList
from otklik.messaging.explaining import LARGEST
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter()
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
WriteAccess = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]
RequestId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST)]
_SOURCE = "api"


@router.get("/profiles/{person_id}/confirmations")
async def list_confirmations(person_id: str, engines: EnginesDep, actor: ReadAccess) -> ConfirmationList:
    """Subscriptions that the person asked for, with the proof of each; the newest first."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )
    now = planning.moment()
    async with engines.postgres.connection() as connection:
        found = await repository.list_of_people(
            connection, workspace_id=actor.workspace_id, people=person.members
        )
    return ConfirmationList(items=[Confirmation.of(each, now) for each in found])


@router.post("/profiles/{person_id}/confirmations", status_code=201)
async def ask_for_confirmation(
    person_id: str, session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: ConfirmationBody
) -> Confirmation:
    """Ask the person by a letter to confirm a subscription; until then nothing promotional goes to it."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )
    profiles.check_subscription(body.channel, body.topic)
    connection, now = await driver_connection(session), planning.moment()
    request = await asking.ask(
        engines,
        connection,
        workspace_id=actor.workspace_id,
        profile_id=person.id,
        topic=body.topic,
        proof=Proof(body.text, body.url, body.ip, _SOURCE),
        now=now,
    )
    return Confirmation.of(await _get(connection, actor, person.members, request.id), now)


@router.post("/profiles/{person_id}/confirmations/{request_id}/letter")
async def send_confirmation_again(
    person_id: str, request_id: RequestId, session: SessionDep, engines: EnginesDep, actor: WriteAccess
) -> Confirmation:
    """Write the letter once more: three letters to an address, then one a day."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )
    connection, now = await driver_connection(session), planning.moment()
    request = await _get(connection, actor, person.members, request_id)
    if request.confirmed_at is not None:
        raise errors.is_confirmed()
    said = await asking.ask_again(engines, connection, request, now=now)
    if said is not Sent.PLANNED:
        refused = errors.nowhere_to_confirm if said is Sent.NO_ADDRESS else errors.confirmed_too_often
        raise refused()
    return Confirmation.of(await _get(connection, actor, person.members, request_id), now)


async def _get(connection: Connection, actor: Actor, people: Sequence[int], request_id: int) -> Request:
    """A request of this person. Raises NotFoundError."""
    found = await repository.find_request(connection, workspace_id=actor.workspace_id, request_id=request_id)
    if found is None or found.profile_id not in people:
        raise errors.no_request()
    return found
