"""Browsers that are notified, over HTTP."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Request

from otklik.infra.networks import is_allowed, read_networks
from otklik.infra.web import EnginesDep
from otklik.push import errors, keys, repository, service
from otklik.push.contracts import Subscription
from otklik.push.encryption import AUTH_BYTES, read_point
from otklik.push.schemas import (
    MovedAnswer,
    MovedBody,
    PushKey,
    SubscriptionAnswer,
    SubscriptionBody,
    decode,
)
from otklik.workspaces.access import Actor, MemberDep, Permission, require
from otklik.workspaces.visitor import USER_AGENT_CHARS

router = APIRouter(prefix="/push", tags=["push"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
_PHONES = ("Android", "iPhone", "iPad", "Mobile")
_LARGEST_ID = (1 << 63) - 1


@router.get("/key")
async def get_push_key(engines: EnginesDep, actor: ReadAccess) -> PushKey:
    """The key that a browser subscribes with."""
    del actor
    return PushKey(key=keys.read_public_key(engines.secrets))


@router.post("/subscriptions", status_code=201)
async def subscribe(
    request: Request, body: SubscriptionBody, engines: EnginesDep, actor: ReadAccess
) -> SubscriptionAnswer:
    """Notify this browser; said again it is the same one."""
    given = _read(request, body, actor)
    async with engines.postgres.connection() as connection:
        made = await service.subscribe(connection, workspace_id=actor.workspace_id, given=given)
    return SubscriptionAnswer(id=made)


@router.post("/subscriptions/moved")
async def move_subscriptions(
    request: Request, body: MovedBody, engines: EnginesDep, me: MemberDep
) -> MovedAnswer:
    """Notify the member's browser at its new address, in every workspace that knows the old one.

    Asked by the browser itself, which knows no workspace.
    """
    _check_endpoint(request, body.endpoint)
    p256dh, auth = _read_keys(body.p256dh, body.auth)
    async with engines.postgres.connection() as connection:
        moved = await repository.move_subscriptions(
            connection,
            member_id=me.member.id,
            old_endpoint=body.old_endpoint,
            endpoint=body.endpoint,
            p256dh=p256dh,
            auth=auth,
        )
    return MovedAnswer(moved=moved)


@router.delete("/subscriptions/{subscription_id}", status_code=204)
async def unsubscribe(
    subscription_id: Annotated[int, Path(ge=1, le=_LARGEST_ID)], engines: EnginesDep, actor: ReadAccess
) -> None:
    """Do not notify this browser any more; one that is not there is no error."""
    async with engines.postgres.connection() as connection:
        await repository.delete_subscription(
            connection,
            workspace_id=actor.workspace_id,
            subscription_id=subscription_id,
            member_id=actor.member_id or 0,
        )


def _read(request: Request, body: SubscriptionBody, actor: Actor) -> Subscription:
    """Raises ForbiddenError for a token, InvalidError for what is no browser's."""
    if actor.member_id is None:
        raise errors.members_only()
    _check_endpoint(request, body.endpoint)
    p256dh, auth = _read_keys(body.p256dh, body.auth)
    user_agent = request.headers.get("user-agent", "")[:USER_AGENT_CHARS]
    return Subscription(
        id=0,
        workspace_id=actor.workspace_id,
        member_id=actor.member_id,
        endpoint=body.endpoint,
        p256dh=p256dh,
        auth=auth,
        user_agent=user_agent,
        is_phone=any(each in user_agent for each in _PHONES),
        has_previews=body.has_previews,
        failures=0,
    )


def _read_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """A browser's keys as bytes. Raises InvalidError."""
    try:
        point, secret = decode(p256dh), decode(auth)
        read_point(point)
    except ValueError:
        raise errors.bad_keys() from None
    if len(secret) != AUTH_BYTES:
        raise errors.bad_keys()
    return point, secret


def _check_endpoint(request: Request, endpoint: str) -> None:
    """HTTPS and no address of our own network; names are judged with each call, where they lead."""
    allowed = read_networks(request.app.state.settings.outgoing_allow)
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
        is_good = bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and bool(allowed)))
    except ValueError:
        raise errors.bad_endpoint() from None
    if not is_good or not endpoint.isprintable():
        raise errors.bad_endpoint()
    try:
        is_good = is_allowed(host, allowed)
    except ValueError:
        return  # a name
    if not is_good:
        raise errors.bad_endpoint()
