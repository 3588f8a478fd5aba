"""Merging, undoing and erasing people over HTTP (contract of `/api/v1`)."""

from typing import Annotated

from fastapi import APIRouter

from otklik.infra.postgres import Connection
from otklik.infra.web import EnginesDep
from otklik.profiles import card, errors, repository, repository_erasure, schemas
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.models import Session
from otklik.workspaces.service import record_audit

router = APIRouter(tags=["people"])
ReadAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
MergeAccess = Annotated[Actor, require(Permission.PEOPLE_MERGE)]
EraseAccess = Annotated[Actor, require(Permission.PEOPLE_ERASE)]


@router.get("/profiles/{person_id}/merges")
async def list_merges(person_id: str, engines: EnginesDep, actor: ReadAccess) -> schemas.MergeList:
    """The journal of this card's merges, undone ones too, the newest first."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )
    async with engines.postgres.connection() as connection:
        rows = await repository.list_merges(
            connection, workspace_id=actor.workspace_id, members=person.members
        )
    return schemas.MergeList(items=[to_merge(row) for row in rows])


def to_merge(row: repository.MergeEntry) -> schemas.Merge:
    """A line of the journal as the API shows it."""
    return schemas.Merge(
        id=str(row.id),
        src=str(row.src),
        dst=str(row.dst),
        src_home=str(row.src_home),
        dst_home=str(row.dst_home),
        members=[str(member) for member in row.members],
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


@router.post("/profiles/{person_id}/merge")
async def merge_profiles(
    person_id: str, given: schemas.MergeInput, engines: EnginesDep, actor: MergeAccess
) -> schemas.Profile:
    """Merge another person into one card with this one; the answer is the survivor. Can be undone."""
    one = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )
    other = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(given.other_id)
    )

    async def work(session: Session, connection: Connection) -> int:
        survivor = await profiles.merge_people(
            connection,
            workspace_id=actor.workspace_id,
            one=(one.id, one.created_at),
            other=(other.id, other.created_at),
            author=actor.author,
        )
        details = {"merged": [str(one.id), str(other.id)]}
        await record_audit(
            session, actor=actor, action="profile.merged", target=str(survivor), details=details
        )
        return survivor

    survivor = await profiles.in_transaction(engines, work)
    person = await profiles.get_person(engines, workspace_id=actor.workspace_id, person_id=survivor)
    return await profiles.get_profile(engines, workspace_id=actor.workspace_id, person=person)


@router.post("/merges/{merge_id}/undo")
async def undo_merge(merge_id: str, engines: EnginesDep, actor: MergeAccess) -> schemas.MergeList:
    """Part two people again: identities, properties and events return to their card."""
    if not (merge_id.isascii() and merge_id.isdigit() and int(merge_id[:20]) <= card.LARGEST_ID):
        raise errors.no_merge()

    async def work(session: Session, connection: Connection) -> list[int]:
        roots = await profiles.undo_merge(
            connection, workspace_id=actor.workspace_id, merge_id=int(merge_id), author=actor.author
        )
        details = {"people": [str(root) for root in roots]}
        await record_audit(session, actor=actor, action="profile.unmerged", target=merge_id, details=details)
        return roots

    roots = await profiles.in_transaction(engines, work)
    async with engines.postgres.connection() as connection:
        rows = await repository.list_merges(connection, workspace_id=actor.workspace_id, members=roots)
    return schemas.MergeList(items=[to_merge(row) for row in rows if row.id == int(merge_id)])


@router.post("/profiles/{person_id}/erase", status_code=202)
async def erase_profile(
    person_id: str, given: schemas.EraseInput, engines: EnginesDep, actor: EraseAccess
) -> schemas.ErasureStarted:
    """Erase a person from every engine; the card is gone at once, the rest follows as a job with a proof."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=card.parse_id(person_id)
    )

    async def work(session: Session, connection: Connection) -> int:
        erasure_id = await profiles.start_erasure(
            engines,
            connection,
            workspace_id=actor.workspace_id,
            person_id=person.id,
            is_suppressed=given.suppress,
            author=actor.author,
        )
        await record_audit(session, actor=actor, action="profile.erased", target=str(person.id))
        return erasure_id

    return schemas.ErasureStarted(erasure_id=str(await profiles.in_transaction(engines, work)))


@router.get("/erasures/{erasure_id}")
async def get_erasure(erasure_id: str, engines: EnginesDep, actor: EraseAccess) -> schemas.Erasure:
    """How far an erasure is, and its proof."""
    if not (erasure_id.isascii() and erasure_id.isdigit() and int(erasure_id[:20]) <= card.LARGEST_ID):
        raise errors.no_erasure()
    async with engines.postgres.connection() as connection:
        row = await repository_erasure.find_erasure(
            connection, workspace_id=actor.workspace_id, erasure_id=int(erasure_id)
        )
    if row is None:
        raise errors.no_erasure()
    return schemas.Erasure.model_validate(
        {
            "id": str(row.id),
            "profile_id": str(row.profile_id),
            "status": row.status,
            "requested_by": row.requested_by,
            "requested_at": row.requested_at,
            "verified_at": row.verified_at,
            "proof": row.proof,
        }
    )
