"""Who talks to us: a browser with a token, and what it may read.

A browser reads the conversations that were begun in it, or by us for exactly its home. One that has proved a
user id reads all conversations of that person, too; what is begun while it is proved belongs to the person
alone, and whoever sits at it after he has signed out does not see it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from otklik.chat import errors, proofs, repository, repository_firing, tokens
from otklik.chat.repository import Device
from otklik.chat.tokens import Token
from otklik.events.shipping import ship_rows
from otklik.inbox import repository as conversations
from otklik.inbox import repository_blocks, repository_devices
from otklik.inbox.contracts import Author, AuthorKind, Conversation
from otklik.inbox.errors import blocked, no_conversation
from otklik.inbox.keeping import follow_merged
from otklik.infra.asking import ask_together
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityCall, ListSink
from otklik.profiles.repository_clusters import list_clusters
from otklik.workspaces import service as workspaces

FORGET_JOB: Final = "chat.forget_devices"
_UNSEEN_DAYS: Final = 90
_FIRED_HOURS: Final = 48


class Visitor(msgspec.Struct, frozen=True):
    """A browser that showed its token. `homes`: of the person it has proved to be, else none.

    `visit_at`: when this visit began.
    """

    workspace_id: int
    device_id: int
    anonymous_id: str
    browser_home: int
    user_home: int | None = None
    homes: tuple[int, ...] = ()
    visit_at: datetime = datetime.min.replace(tzinfo=UTC)

    @property
    def profile_id(self) -> int:
        """Whose words it writes."""
        return self.browser_home if self.user_home is None else self.user_home

    @property
    def author(self) -> Author:
        """As the author of parts."""
        return Author(AuthorKind.VISITOR, self.profile_id)

    @property
    def owner(self) -> str:
        """As the owner of files."""
        return f"device:{self.device_id}"

    def key(self, client_key: str) -> str:
        """A client's key, apart from all other browsers' keys: nobody is answered with another's message."""
        return f"{self.owner}:{client_key}"

    def own_key(self, key: str | None) -> str | None:
        """The client's key of a part that this browser sent."""
        prefix = f"{self.owner}:"
        return key.removeprefix(prefix) if key is not None and key.startswith(prefix) else None


class Given(msgspec.Struct, frozen=True):
    """What a browser says of itself; `user_id` is proved by `hash` or `jwt`, or does not count.

    `gap_min`: so many minutes unseen, and it begins another visit.
    """

    anonymous_id: str
    user_id: str = ""
    hash: str = ""
    jwt: str = ""
    user_agent: str = ""
    gap_min: int = 40


async def find_visitor(
    engines: Engines, connection: Connection, *, text: str
) -> Visitor:  # all workspaces: a token
    """The browser of a token. Raises UnauthorizedError; ForbiddenError for one that is blocked."""
    token = tokens.read_token(engines.secrets, text)
    if token is None:
        raise errors.unknown_token()
    device = await repository.find_device(
        connection, workspace_id=token.workspace_id, secret_hash=token.secret_hash
    )
    if device is None:
        raise errors.unknown_token()
    return await _admit(connection, token, device)


async def _admit(connection: Connection, token: Token, device: Device) -> Visitor:
    workspace_id = token.workspace_id
    homes = await _list_homes(connection, workspace_id, token.user_home)
    visitor = Visitor(
        workspace_id,
        device.id,
        device.anonymous_id,
        device.profile_id,
        token.user_home,
        tuple(homes),
        device.visit_at,
    )
    if await repository_blocks.list_blocked(
        connection, workspace_id=workspace_id, people=[device.profile_id, *homes]
    ):
        raise blocked()
    return visitor


async def _list_homes(connection: Connection, workspace_id: int, user_home: int | None) -> Sequence[int]:
    if user_home is None:
        return ()
    found = await list_clusters(connection, workspace_id=workspace_id, people=[user_home])
    return found[user_home].members if user_home in found else (user_home,)


async def meet_visitor(
    engines: Engines, connection: Connection, *, workspace_id: int, text: str, given: Given
) -> tuple[Visitor, str]:
    """A browser says hello: (who it is, its token from now on).

    A token that is not ours, or of another workspace, makes it a new browser. Raises ForbiddenError for a
    blocked one, InvalidError for an id that identifies nobody.
    """
    token = tokens.read_token(engines.secrets, text)
    if token is None or token.workspace_id != workspace_id:
        token = tokens.make_token(workspace_id)
    home = await _find_home(engines, connection, workspace_id, given.anonymous_id)
    user_home = await _prove(engines, connection, workspace_id, given)
    token = tokens.with_proof(token, user_home)
    device = await repository.write_device(
        connection,
        workspace_id=workspace_id,
        secret_hash=token.secret_hash,
        anonymous_id=given.anonymous_id,
        profile_id=home,
        user_home=user_home,
        user_agent=given.user_agent,
        gap_min=given.gap_min,
    )
    visitor = await _admit(connection, token, device)
    return visitor, tokens.write_token(engines.secrets, token)


async def _find_home(engines: Engines, connection: Connection, workspace_id: int, anonymous_id: str) -> int:
    """The home that a browser's events go to; nothing of it has to be kept yet."""
    found = await _resolve(engines, connection, workspace_id, anonymous_id=anonymous_id, user_id=None)
    if found is None:
        raise errors.no_identifier()
    return found


async def _prove(engines: Engines, connection: Connection, workspace_id: int, given: Given) -> int | None:
    """The home of the user, when the user id is proved."""
    if not given.user_id or not (given.hash or given.jwt) or len(given.user_id) > proofs.MAX_USER_ID:
        return None
    keys = await workspaces.list_auth_keys(engines, workspace_id)
    is_proved = (
        proofs.is_hash_valid(keys, user_id=given.user_id, given=given.hash)
        if given.hash
        else proofs.is_jwt_valid(keys, user_id=given.user_id, given=given.jwt)
    )
    if not is_proved:
        return None
    return await _resolve(engines, connection, workspace_id, anonymous_id=None, user_id=given.user_id)


async def keep_home(engines: Engines, connection: Connection, *, workspace_id: int, visitor: Visitor) -> int:
    """The home of who writes, kept from now on: a nameless visitor has left something.

    Raises UnauthorizedError when he was erased meanwhile: the browser has to say hello again.
    """
    if visitor.user_home is not None:
        return visitor.user_home
    found = await _resolve(
        engines, connection, workspace_id, anonymous_id=visitor.anonymous_id, user_id=None, is_kept=True
    )
    if found != visitor.browser_home:
        raise errors.unknown_token()
    return found


async def _resolve(
    engines: Engines,
    connection: Connection,
    workspace_id: int,
    *,
    anonymous_id: str | None,
    user_id: str | None,
    is_kept: bool = False,
) -> int | None:
    position = await profiles.next_position(connection)
    call = IdentityCall(workspace_id, anonymous_id, user_id, None, now_ms(), position, is_kept=is_kept)
    sink = ListSink()
    (found,) = await profiles.resolve_identities(
        connection, calls=[call], cache=profiles.IdentityCache(), sink=sink, secrets=engines.secrets
    )
    if sink.rows:
        await ship_rows(connection, sink.rows, [])
    return found.person if found.drop is None else None


async def list_open_ids(connection: Connection, *, workspace_id: int, visitor: Visitor) -> list[int]:
    """The conversations that a visitor may read, the last spoken in first."""
    return await repository_devices.list_open_ids(
        connection, workspace_id=workspace_id, device_id=visitor.device_id, homes=visitor.homes
    )


async def open_conversation(
    connection: Connection, *, workspace_id: int, visitor: Visitor, conversation_id: int
) -> Conversation:
    """A conversation that the visitor may read. Raises NotFoundError for any other, there or not."""
    asked, is_open = await ask_together(
        connection,
        conversations.conversation(workspace_id, conversation_id),
        repository.is_open(workspace_id, device_id=visitor.device_id, conversation_id=conversation_id),
    )
    found = await follow_merged(connection, asked, workspace_id=workspace_id)
    if found is not asked:
        is_open = await repository.is_open(
            workspace_id, device_id=visitor.device_id, conversation_id=found.id
        ).ask(connection)
    if found.profile_id in visitor.homes or is_open:
        return found
    raise no_conversation()


def register_jobs(engines: Engines) -> None:
    """Say what the room's jobs do, once a worker process."""

    async def forget() -> None:
        async with engines.postgres.connection() as connection:
            await repository.forget_devices(connection, unseen_days=_UNSEEN_DAYS)
            await repository_firing.forget_firings(connection, hours=_FIRED_HOURS)

    engines.jobs.register_periodic(FORGET_JOB, forget, cron="53 3 * * *")
