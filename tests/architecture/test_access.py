"""Every route of the API, tried by strangers, by the weak and by another workspace."""

import re
from collections.abc import Iterator
from inspect import isasyncgenfunction, iscoroutinefunction, isfunction
from typing import Any

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIRouter
from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.app import API_PREFIX, ROUTERS, create_api
from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart, TalkChannel
from otklik.workspaces import access
from otklik.workspaces.roles import ROLE_PERMISSIONS, Permission, Role

# Who may call these without a session, and why.
PUBLIC = {
    "GET /api/v1/setup": "asks whether the first owner is missing",
    "POST /api/v1/setup": "makes the first owner, only while there is none",
    "POST /api/v1/sign-in": "is the way in",
    "POST /api/v1/sign-in/totp": "is the second half of the way in",
    "POST /api/v1/sign-out": "leaving is never refused",
    "POST /api/v1/password-resets": "the way back in",
    "GET /api/v1/password-resets/{token}": "carries its secret",
    "POST /api/v1/password-resets/{token}": "carries its secret",
    "GET /api/v1/invitations/by-token/{token}": "carries its secret",
    "POST /api/v1/invitations/by-token/{token}": "carries its secret",
}


def routes() -> Iterator[tuple[str, APIRoute]]:
    """(method and path, route) of every room's router."""
    for router in ROUTERS:
        for route in leaves(router):
            for method in sorted(route.methods or ()):
                yield f"{method} {API_PREFIX}{route.path}".replace(":path}", "}"), route


def leaves(router: APIRouter) -> Iterator[APIRoute]:
    """The routes of a router and of those included in it."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from leaves(inner)
        elif isinstance(route, APIRoute):
            yield route


def names() -> list[str]:
    return [name for name, _ in routes()]


def calls_of(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls_of(inner)


def test_nothing_that_a_route_calls_takes_a_thread() -> None:
    """FastAPI sends plain functions to one, which takes longer than most of them do."""
    called = {call for _, route in routes() for call in calls_of(route.dependant) if isfunction(call)}
    plain = {call for call in called if not (iscoroutinefunction(call) or isasyncgenfunction(call))}
    assert not plain


def permission_of(route: APIRoute) -> Permission | None:
    known = {id(call): permission for permission, call in access._PERMITTED.items()}
    found = {known[id(call)] for call in calls_of(route.dependant) if id(call) in known}
    assert len(found) <= 1, f"{route.path} names two permissions"
    return next(iter(found), None)


def filled(path: str, ids: dict[str, str] | None = None) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda mark: (ids or {}).get(mark[1], "1"), path)


async def call(client: httpx.AsyncClient, name: str, ids: dict[str, str] | None = None) -> httpx.Response:
    method, path = name.split(" ", 1)
    body: dict[str, str] | None = {} if method in {"POST", "PUT", "PATCH"} else None
    return await client.request(method, filled(path, ids), json=body, timeout=20)


def test_what_is_tried_here_is_all_that_the_api_describes() -> None:
    described = {
        f"{method.upper()} {path}"
        for path, methods in create_api().openapi()["paths"].items()
        if path.startswith(API_PREFIX)
        for method in methods
    }

    assert set(names()) == described
    assert len(described) > 40


def test_each_route_is_public_for_a_written_reason_or_guarded() -> None:
    guards = {access.get_signed_in, access.get_actor}
    unguarded = {name for name, route in routes() if not guards & set(calls_of(route.dependant))}

    assert unguarded == set(PUBLIC)


async def test_a_stranger_gets_nothing(client: httpx.AsyncClient) -> None:
    client.headers["X-Otklik-CSRF"] = "1"

    answers = {name: (await call(client, name)).status_code for name in names() if name not in PUBLIC}

    assert {name: status for name, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.MARKETER])
async def test_a_weak_role_is_refused_what_it_lacks(make_workspace: MakeWorkspace, role: Role) -> None:
    workspace = await make_workspace()
    member = await workspace.as_role(role.value)
    refused = {}
    for name, route in routes():
        permission = permission_of(route)
        if permission is not None and permission not in ROLE_PERMISSIONS[role]:
            refused[name] = (await call(member, name)).status_code

    assert refused
    assert {name: status for name, status in refused.items() if status != 403} == {}


async def things_of(workspace: TestWorkspace) -> dict[str, str]:
    """Ids of everything that lies in `workspace`, by the name of the path's parameter."""
    owner = await workspace.owner()
    key = (await owner.post("/api/v1/write-keys", json={"name": "SECRETMARK"})).json()
    token = (await owner.post("/api/v1/api-tokens", json={"name": "SECRETMARK"})).json()
    email = "secretmark@example.com"
    invitation = (
        await owner.post("/api/v1/team/invitations", json={"email": email, "role": "viewer"})
    ).json()
    folder = (await owner.post("/api/v1/segments/folders", json={"name": "SECRETMARK"})).json()
    segment = (
        await owner.post("/api/v1/segments", json={"name": "SECRETMARK", "filter": {"tag": "secretmark"}})
    ).json()
    people = (await owner.post("/api/v1/lists", json={"name": "SECRETMARK"})).json()
    tag = (await owner.post("/api/v1/tags", json={"name": "SECRETMARK"})).json()
    reply = (
        await owner.post("/api/v1/inbox/replies", json={"title": "SECRETMARK", "body": "SECRETMARK"})
    ).json()
    talk, part = await talk_of(workspace)
    return {
        "conversation_id": talk,
        "part_id": part,
        "reply_id": str(reply["id"]),
        "list_id": people["id"],
        "tag": tag["tag"],
        "key_id": key["id"],
        "token_id": token["id"],
        "invitation_id": invitation["id"],
        "folder_id": folder["id"],
        "segment_id": segment["id"],
    }


async def talk_of(workspace: TestWorkspace) -> tuple[str, str]:
    """Ids of a visitor's conversation and of his message in it."""
    engines = workspace.engines
    async with engines.postgres.connection() as connection:
        written = await writing.start_conversation(
            engines.bus,
            connection,
            workspace_id=workspace.id,
            profile_id=1,
            channel=TalkChannel.CHAT,
            first=NewPart(Author(AuthorKind.VISITOR, 1), body="SECRETMARK", client_key="secretmark"),
        )
    return str(written.conversation.id), str(written.part.id)


async def test_another_workspace_sees_nothing_of_ours(make_workspace: MakeWorkspace) -> None:
    ours, theirs = await make_workspace(name="SECRETMARK"), await make_workspace(name="Other")
    ids = await things_of(ours)
    leaks = {}
    for name in names():
        method, path = name.split(" ", 1)
        if name in PUBLIC or "/live" in path:
            continue
        answer = await call(theirs.api, name, ids)
        if "secretmark" in answer.text.lower() or answer.status_code >= 500:
            leaks[name] = f"{answer.status_code} {answer.text[:200]}"
        owned = any("{" + key in path for key in ids)
        if owned and method != "POST" and answer.status_code not in {403, 404, 405}:
            leaks[name] = f"{answer.status_code} {answer.text[:200]}"

    assert leaks == {}
