"""The part of a workspace's deletion that ClickHouse holds."""

from collections.abc import Mapping

from otklik.events import queries_workspace
from otklik.infra.engines import Engines
from otklik.workspaces.contracts import DeletedWorkspace


async def erase_workspace_events(engines: Engines, deleted: DeletedWorkspace) -> Mapping[str, int]:
    """Delete every row of the workspace; returns what survived, by table. Safe to repeat."""
    return await queries_workspace.delete_workspace(engines.clickhouse, workspace_id=deleted.id)
