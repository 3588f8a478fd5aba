"""Clients of one workspace by role, and of another workspace."""

import httpx
import pytest
from tests.integration.workspaces.team import CSRF, PASSWORD, MakeClient, MakeTeam, Team, join, sign_in

from otklik.infra.engines import Engines
from otklik.workspaces import service


@pytest.fixture
def open_client(make_client: MakeClient) -> MakeClient:
    """Makes clients that send what our own pages send."""

    def make() -> httpx.AsyncClient:
        client = make_client()
        client.headers.update(CSRF)
        return client

    return make


@pytest.fixture
def make_team(engines: Engines, open_client: MakeClient) -> MakeTeam:
    async def make(name: str = "shop", roles: tuple[str, ...] = ()) -> Team:
        made = await service.create_workspace_with_owner(
            engines, name=name, email=f"owner@{name}.example", password=PASSWORD, language="en"
        )
        clients = {"owner": open_client()}
        assert (await sign_in(clients["owner"], made.owner_email)).status_code == 200
        for role in roles:
            clients[role] = await join(clients["owner"], open_client(), f"{role}@{name}.example", role)
        return Team(id=made.workspace_id, made=made, clients=clients)

    return make
