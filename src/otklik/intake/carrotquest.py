"""Carrot Quest's Web API on our host: a backend moves by changing the address and the token.

Paths with and without /v1 and the closing slash; `Authorization: Token X`, `Bearer X` or the parameter
`auth_token` (also its old form `app.<key>.<secret>`, whose last part may be our token); the envelope
`{"meta": {"status": …}, "data": …}`. Never called from browsers, so no CORS.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from otklik.infra.engines import Engines
from otklik.infra.log import LoggedRequest
from otklik.intake.carrotquest_calls import (
    Call,
    Target,
    event_call,
    props_calls,
    read_parameters,
    subscription_call,
)
from otklik.intake.carrotquest_read import find_target, list_users, read_user, read_user_events
from otklik.intake.contracts import MAX_BATCH_BYTES, DoorKind
from otklik.intake.door_http import (
    Answer,
    Callers,
    Headers,
    Receive,
    Scope,
    json_answer,
    read_body,
    retry_headers,
)
from otklik.intake.segment import Commit
from otklik.kit.clock import now_ms
from otklik.kit.errors import AppError, NotFoundError, UnauthorizedError
from otklik.workspaces import service as workspaces
from otklik.workspaces.roles import Actor, Permission, check_permission

_PATH: Final = re.compile(r"(?:/v1)?/(users|apps)/([^/]{1,512})(?:/(events|props|users|unsubscribeemail))?/?")
_PREFIXES: Final = tuple(
    f"{version}/{kind}" for version in ("", "/v1") for kind in ("users/", "apps/", "conversations")
)
_TALKS: Final = re.compile(
    r"(?:/v1)?/(conversations(?:/[0-9]{1,20}(?:/[a-z]{1,20})?)?"
    r"|users/[^/]{1,512}/(?:conversations|startconversation)|apps/[^/]{1,512}/conversations)/?"
)
AnswerTalk: TypeAlias = Callable[[Actor, str, tuple[str, ...], Mapping[str, Any]], Awaitable[object]]
"""Answers calls of conversations: who asks, method, parts of the path, parameters."""
_OWN_APP: Final = "$self_app"


def is_carrotquest_path(path: str) -> bool:
    """Whether the path is one of the Web API."""
    return path.startswith(_PREFIXES)


class CarrotQuestDoor:
    """Answers Web API requests of one web process."""

    def __init__(
        self, engines: Engines, commit: Commit, callers: Callers, answer_talk: AnswerTalk | None = None
    ) -> None:
        self._engines = engines
        self._commit = commit
        self._callers = callers
        self._answer_talk = answer_talk

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Answer one request in the envelope, errors too."""
        try:
            headers: Headers = dict(scope["headers"])
            body = await read_body(receive, headers, MAX_BATCH_BYTES) if scope["method"] == "POST" else b""
            parameters = read_parameters(
                scope.get("query_string", b""), body, headers.get(b"content-type", b"").lower()
            )
            actor = await self._actor(headers, parameters, self._callers.address(scope, headers))
            data = await self._route(actor, scope, parameters)
        except AppError as error:
            return _error_answer(error)
        return json_answer(200, {"meta": {"status": 200}, "data": data})

    async def _actor(self, headers: Headers, parameters: Mapping[str, Any], ip: str) -> Actor:
        for token in _tokens(headers, parameters):
            actor = await workspaces.find_api_actor(self._engines, token, ip=ip)
            if actor is not None:
                return actor
        raise UnauthorizedError("unknown_token", "The token is unknown or revoked")

    async def _route(self, actor: Actor, scope: Scope, parameters: Mapping[str, Any]) -> object:
        talk = _TALKS.fullmatch(scope["path"])
        if talk is not None and self._answer_talk is not None:
            path = tuple(talk[1].split("/"))
            if path[0] == "apps" and path[1] not in (_OWN_APP, str(actor.workspace_id)):
                raise NotFoundError("no_such_app", "There is no such app")
            return await self._answer_talk(actor, scope["method"], path, parameters)
        match = _PATH.fullmatch(scope["path"])
        if match is None:
            raise NotFoundError("no_such_path", "There is nothing at this address")
        kind, name, rest = match.groups()
        asked = (scope["method"], kind, rest)
        if asked == ("POST", "users", "events"):
            return await self._take_event(actor, name, parameters)
        if asked == ("POST", "users", "props"):
            return await self._take_props(actor, name, parameters)
        if asked == ("POST", "users", "unsubscribeemail"):
            return await self._unsubscribe(actor, name, parameters)
        if asked[0] == "GET":
            return await self._read(actor, kind, name, rest, parameters)
        raise NotFoundError("no_such_path", "There is nothing at this address")

    async def _read(
        self, actor: Actor, kind: str, name: str, rest: str | None, parameters: Mapping[str, Any]
    ) -> object:
        check_permission(actor, Permission.PEOPLE_READ)
        workspace_id = actor.workspace_id
        if (kind, rest) == ("apps", "users"):
            if name not in (_OWN_APP, str(workspace_id)):
                raise NotFoundError("no_such_app", "There is no such app")
            return await list_users(self._engines, workspace_id=workspace_id, parameters=parameters)
        if (kind, rest) == ("users", None):
            return await read_user(self._engines, workspace_id=workspace_id, name=name, parameters=parameters)
        if (kind, rest) == ("users", "events"):
            check_permission(actor, Permission.EVENTS_READ)
            return await read_user_events(
                self._engines, workspace_id=workspace_id, name=name, parameters=parameters
            )
        raise NotFoundError("no_such_path", "There is nothing at this address")

    async def _take_event(self, actor: Actor, name: str, parameters: Mapping[str, Any]) -> object:
        check_permission(actor, Permission.PEOPLE_WRITE)
        target = await self._target(actor, name, parameters)
        call = event_call(target, parameters, now_ms())
        await self._store(actor, call)
        return {
            "id": call.message_id,
            "created": call.time_ms // 1000,
            "type": {"id": None, "name": parameters["event"], "score": 0, "visible": True, "active": True},
        }

    async def _take_props(self, actor: Actor, name: str, parameters: Mapping[str, Any]) -> object:
        check_permission(actor, Permission.PEOPLE_WRITE)
        target = await self._target(actor, name, parameters)
        await self._store(actor, *props_calls(target, parameters, now_ms()))
        return {"id": name}

    async def _unsubscribe(self, actor: Actor, name: str, parameters: Mapping[str, Any]) -> object:
        check_permission(actor, Permission.PEOPLE_WRITE)
        target = await self._target(actor, name, parameters)
        await self._store(actor, subscription_call(target, now_ms(), is_on=False))
        return {"id": name}

    async def _target(self, actor: Actor, name: str, parameters: Mapping[str, Any]) -> Target:
        """The person a path names, as an identity of an item."""
        return await find_target(
            self._engines, workspace_id=actor.workspace_id, name=name, parameters=parameters
        )

    async def _store(self, actor: Actor, *calls: Call) -> None:
        is_quiet = any(call.is_quiet for call in calls)
        request = LoggedRequest(actor.workspace_id, 0, DoorKind.CARROTQUEST, "", now_ms(), is_quiet=is_quiet)
        await self._commit(request, [call.item for call in calls], ())


def _tokens(headers: Headers, parameters: Mapping[str, Any]) -> Sequence[str]:
    """Every form in which the token may be given, the header's first."""
    scheme, _, value = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    found = [value.strip()] if scheme.lower() in ("token", "bearer") else []
    parameter = parameters.get("auth_token")
    if isinstance(parameter, str):
        found.append(parameter)
    found += [token.rsplit(".", 1)[1] for token in found if token.startswith("app.") and "." in token]
    return [token for token in found if token]


def _error_answer(error: AppError) -> Answer:
    message = str(error).partition(": ")[2]
    meta = {"status": error.status, "error": error.code, "error_message": message}
    return json_answer(error.status, {"meta": meta, "data": None}, retry_headers(error))
