"""Who asks over HTTP, and whether he may: the dependencies that every route names one of.

`Access = Annotated[Actor, require(Permission.X)]` takes an API token or a member's session with a workspace;
`MemberDep` a member, no workspace needed; `PendingDep` a sign-in that still owes its second factor;
`PublicDep` anybody. All four refuse changing requests of other sites (architecture.md §8.9).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.requests import HTTPConnection

from otklik.infra.engines import Engines
from otklik.infra.translations import choose_language
from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces import errors, keys, sign_in
from otklik.workspaces.models import Member, Session, SignIn
from otklik.workspaces.roles import (
    ROLE_PERMISSIONS,
    Actor,
    ActorKind,
    Permission,
    Role,
    check_permission,
    system_actor,
)
from otklik.workspaces.visitor import USER_AGENT_CHARS, Visitor

__all__ = [
    "ROLE_PERMISSIONS",
    "Actor",
    "ActorKind",
    "MemberDep",
    "PendingDep",
    "Permission",
    "PublicDep",
    "Role",
    "SignedIn",
    "Visitor",
    "check_permission",
    "find_socket_actor",
    "forget_cookie",
    "require",
    "set_cookie",
    "system_actor",
]

COOKIE = "otklik_session"
CSRF_HEADER = "x-otklik-csrf"
WORKSPACE_HEADER = "x-otklik-workspace"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_FETCH_SITES = frozenset({"same-origin", "none"})
_LARGEST_ID = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member with a live session."""

    member: Member
    sign_in: SignIn
    visitor: Visitor


def check_own_site(request: Request, *, public_url: str) -> None:
    """Raise ForbiddenError for a changing request that another site could have caused.

    Another site cannot set the header without a preflight, which we never allow; the origin is a second lock.
    """
    if request.method in _SAFE_METHODS:
        return
    if request.headers.get(CSRF_HEADER) != "1":
        raise errors.cross_site()
    if request.headers.get("sec-fetch-site", "none") not in _OWN_FETCH_SITES:
        raise errors.cross_site()
    origin = request.headers.get("origin")
    if origin is None:
        return
    own = {request.headers.get("host", ""), urlsplit(public_url).netloc}
    if urlsplit(origin).netloc not in own:
        raise errors.cross_site()


async def get_visitor(request: Request, engines: EnginesDep) -> Visitor:
    """The caller, whoever he is. Raises ForbiddenError for another site's changing request."""
    check_own_site(request, public_url=engines.public_url)
    return Visitor(
        ip=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", "")[:USER_AGENT_CHARS],
        language=choose_language(request.headers.get("accept-language", "")),
        token=request.cookies.get(COOKIE),
    )


PublicDep = Annotated[Visitor, Depends(get_visitor)]


async def _get_bearer(session: Session, visitor: Visitor, *, awaits_totp: bool) -> SignedIn:
    if not visitor.token:
        raise errors.not_signed_in()
    bearer = await sign_in.find_bearer(session, visitor=visitor, now=datetime.now(UTC))
    if bearer is None or bearer.sign_in.awaits_totp is not awaits_totp:
        raise errors.not_signed_in()
    return SignedIn(member=bearer.member, sign_in=bearer.sign_in, visitor=visitor)


async def get_signed_in(request: Request, visitor: PublicDep, session: SessionDep) -> SignedIn:
    """The member behind the session cookie. Raises UnauthorizedError; ForbiddenError for an API token."""
    if _api_token(request) is not None:
        raise errors.members_only()
    return await _get_bearer(session, visitor, awaits_totp=False)


async def get_pending(visitor: PublicDep, session: SessionDep) -> SignedIn:
    """The sign-in that still owes its second factor. Raises UnauthorizedError."""
    return await _get_bearer(session, visitor, awaits_totp=True)


MemberDep = Annotated[SignedIn, Depends(get_signed_in)]
PendingDep = Annotated[SignedIn, Depends(get_pending)]


async def get_actor(request: Request, engines: EnginesDep) -> Actor:
    """Who acts in which workspace, by token or by session. Raises UnauthorizedError, NotFoundError."""
    token = _api_token(request)
    if token is not None:
        ip = request.client.host if request.client else ""
        found = await keys.find_token_actor(engines, token=token, ip=ip)
        if found is None:
            raise errors.not_signed_in()
        return found
    visitor = await get_visitor(request, engines)
    return await sign_in.find_actor(engines, visitor=visitor, workspace_id=_named_workspace(request))


async def find_socket_actor(engines: Engines, connection: HTTPConnection, permission: Permission) -> Actor:
    """Who opens a socket, by his session; the workspace stands in the query.

    Browsers let any site open a socket with our cookies, and say whose page it was: it must be ours. Raises
    UnauthorizedError, ForbiddenError, NotFoundError, BadRequestError.
    """
    origin = connection.headers.get("origin", "")
    own = {connection.headers.get("host", ""), urlsplit(engines.public_url).netloc}
    if urlsplit(origin).netloc not in own - {""}:
        raise errors.cross_site()
    visitor = Visitor(
        ip=connection.client.host if connection.client else "",
        user_agent=connection.headers.get("user-agent", "")[:USER_AGENT_CHARS],
        language=choose_language(connection.headers.get("accept-language", "")),
        token=connection.cookies.get(COOKIE),
    )
    actor = await sign_in.find_actor(engines, visitor=visitor, workspace_id=_named_workspace(connection))
    check_permission(actor, permission)
    return actor


def require(permission: Permission) -> Any:  # noqa: ANN401 - what Depends returns is FastAPI's own
    """Make a dependency that yields the Actor when his role carries the permission.

    Raises UnauthorizedError (401), NotFoundError (404: not his workspace), ForbiddenError (403).
    """
    return Depends(_PERMITTED[permission])


def _make_permitted(permission: Permission) -> Callable[..., Awaitable[Actor]]:
    async def get_permitted(actor: Annotated[Actor, Depends(get_actor)]) -> Actor:
        check_permission(actor, permission)
        return actor

    return get_permitted


# One callable a permission, so that FastAPI resolves it once a request.
_PERMITTED = {permission: _make_permitted(permission) for permission in Permission}


def _api_token(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _named_workspace(request: HTTPConnection) -> int | None:
    """The workspace that the request names; a member of one need not. Raises NotFoundError for nonsense."""
    named = request.headers.get(WORKSPACE_HEADER) or request.query_params.get("workspace")
    if not named:
        return None
    if not (named.isascii() and named.isdigit() and int(named) <= _LARGEST_ID):
        raise errors.not_found("workspace")
    return int(named)


def set_cookie(request: Request, response: Response, engines: Engines, *, token: str) -> None:
    """Hand the session to the browser: hidden from scripts and from other sites' forms, TLS-only on https."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(sign_in.LIFETIME.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=_is_https(request, engines),
    )


def forget_cookie(request: Request, response: Response, engines: Engines) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="lax", secure=_is_https(request, engines)
    )


def _is_https(request: Request, engines: Engines) -> bool:
    return request.url.scheme == "https" or engines.public_url.startswith("https:")
