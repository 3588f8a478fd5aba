"""Helpers of this room's tests: a workspace with a signed-in client for each role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import httpx

from otklik.workspaces.contracts import NewWorkspace

CSRF = {"X-Otklik-CSRF": "1"}
PASSWORD = "correct horse"
MakeClient = Callable[[], httpx.AsyncClient]


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace and a signed-in client for each role."""

    id: int
    made: NewWorkspace
    clients: dict[str, httpx.AsyncClient]

    @property
    def owner(self) -> httpx.AsyncClient:
        return self.clients["owner"]


class MakeTeam(Protocol):
    """Makes a workspace with members of the given roles."""

    async def __call__(self, name: str = "shop", roles: tuple[str, ...] = ()) -> Team: ...


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/api/v1/sign-in", json={"email": email, "password": password})


async def join(
    owner: httpx.AsyncClient, client: httpx.AsyncClient, email: str, role: str
) -> httpx.AsyncClient:
    """Invite `email`, read the letter, accept."""
    invited = await owner.post("/api/v1/team/invitations", json={"email": email, "role": role})
    assert invited.status_code == 201, invited.text
    token = await read_link(owner, email, "/invitations/")
    accepted = await client.post(
        f"/api/v1/invitations/by-token/{token}", json={"name": role.title(), "password": PASSWORD}
    )
    assert accepted.status_code == 200, accepted.text
    return client


async def read_link(owner: httpx.AsyncClient, email: str, mark: str) -> str:
    """The token of the newest letter to `email`."""
    letters = (await owner.get("/api/v1/mailbox")).json()["items"]
    letter_id = next(each["id"] for each in letters if each["recipient"] == email)
    text: str = (await owner.get(f"/api/v1/mailbox/{letter_id}")).json()["text"]
    return text.split(mark, 1)[1].split(maxsplit=1)[0]
