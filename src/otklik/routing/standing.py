"""An operator goes away and comes back: what he has goes to others, what waits comes to him."""

from datetime import datetime

from otklik.inbox import keeping
from otklik.inbox import repository as inbox_repository
from otklik.inbox.contracts import Author, AuthorKind
from otklik.inbox.hub import Sign, tell_signs
from otklik.infra.bus import Bus
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.routing import giving, repository, repository_presence


async def set_away(engines: Engines, *, workspace_id: int, member_id: int, is_away: bool) -> None:
    """An operator says that he is away, or back; the rules act upon it, and the team is told."""
    at = keeping.now()
    async with engines.postgres.connection() as connection:
        await inbox_repository.hold_numbers(connection, workspace_id=workspace_id)
        await repository_presence.set_away(
            connection, workspace_id=workspace_id, member_id=member_id, is_away=is_away
        )
        if is_away:
            await relieve(engines.bus, connection, workspace_id=workspace_id, member_id=member_id, at=at)
        else:
            config = await repository.read_config(connection, workspace_id=workspace_id)
            await giving.drain(engines.bus, connection, config, workspace_id=workspace_id, at=at)
    await tell_away(
        engines, workspace_id=workspace_id, member_id=member_id, is_away=is_away, is_automatic=False
    )


async def relieve(
    bus: Bus, connection: Connection, *, workspace_id: int, member_id: int, at: datetime
) -> None:
    """Take from him what visitors wait for; the caller holds the workspace's number."""
    config = await repository.read_config(connection, workspace_id=workspace_id)
    await giving.take_from(bus, connection, config, workspace_id=workspace_id, member_id=member_id, at=at)


async def tell_away(
    engines: Engines, *, workspace_id: int, member_id: int, is_away: bool, is_automatic: bool
) -> None:
    """Tell the team."""
    who = Author(AuthorKind.OPERATOR, member_id).text
    data: dict[str, str | int | bool] = {"is_away": is_away, "is_automatic": is_automatic}
    await tell_signs(engines.bus, [Sign(workspace_id, "away" if is_away else "online", who, data=data)])
