"""The first run: an empty installation gets its owner and its first workspace."""

from dataclasses import dataclass

from otklik.infra.engines import Engines
from otklik.workspaces import errors, members, repository, service, team
from otklik.workspaces.models import Member, Session
from otklik.workspaces.sign_in import Opened
from otklik.workspaces.visitor import Visitor


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the first-run page asks."""

    workspace_name: str
    name: str
    email: str
    password: str
    language: str


async def needs_owner(session: Session) -> bool:
    """Whether nobody can sign in yet."""
    return not await repository.has_members(session)


async def set_up(
    session: Session, *, engines: Engines, data: FirstRun, visitor: Visitor
) -> tuple[Member, Opened]:
    """Make the owner and the workspace, and sign him in. Raises ConflictError once anybody exists."""
    await repository.lock_setup(session)
    if await repository.has_members(session):
        raise errors.conflict("already_set_up", "There is an owner already: sign in")
    member = await members.create_member(
        session,
        email=members.normalise_email(data.email),
        password=data.password,
        name=data.name,
        language=data.language,
    )
    await service.create_workspace(
        session, engines=engines, name=data.workspace_name, owner=member, language=data.language
    )
    return member, await team.open_first_session(session, member=member, visitor=visitor)
