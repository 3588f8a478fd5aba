"""Segment's tracking API as its SDKs use it: routes, keys, one call or a batch, the exact answers.

Sources: Segment's HTTP API page and the sources of the SDKs (docs/reference/intake-api.md lists them).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from otklik.infra.log import LoggedRequest, Rejection
from otklik.intake.contracts import (
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_EVENT_BYTES,
    Accepted,
    DoorKind,
    Envelope,
    Refused,
)
from otklik.intake.door_http import Callers, Headers, Receive, Scope, basic_user, read_body
from otklik.intake.door_items import check_decoded, check_item
from otklik.intake.door_keys import Keys, is_origin_allowed
from otklik.intake.door_raw import STRICT_ERRORS, decode, is_deep, repair
from otklik.kit.clock import now_ms
from otklik.kit.errors import BadRequestError, ForbiddenError, TooLargeError, UnauthorizedError
from otklik.workspaces.contracts import KnownKey

MAX_USER_AGENT: Final = 512
_envelopes = msgspec.json.Decoder(Envelope)
Commit: TypeAlias = Callable[[LoggedRequest, Sequence[Accepted], Sequence[Rejection]], Awaitable[None]]
Allow: TypeAlias = Callable[[DoorKind, int, str, int], None]


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the API: `kind` is the type of a single call, "" for batches."""

    kind: str
    door: DoorKind


def _routes() -> dict[str, Route]:
    """Long paths are for servers, short ones for pages and phones (Segment tells its proxies the same)."""
    names = {"track": "t", "identify": "i", "page": "p", "screen": "s", "group": "g", "alias": "a"}
    found: dict[str, Route] = {}
    for long, short in names.items():
        found[f"/v1/{long}"] = Route(long, DoorKind.SERVER)
        found[f"/v1/{short}"] = Route(long, DoorKind.BROWSER)
    found["/v1/batch"] = found["/v1/import"] = Route("", DoorKind.SERVER)
    found["/v1/b"] = Route("", DoorKind.BROWSER)
    return {path + slash: route for path, route in found.items() for slash in ("", "/")}


ROUTES: Final = _routes()


class SegmentDoor:
    """Takes Segment calls in; `commit` makes them durable, `allow` may refuse for their number."""

    def __init__(self, keys: Keys, callers: Callers, commit: Commit, allow: Allow) -> None:
        self._keys = keys
        self._callers = callers
        self._commit = commit
        self._allow = allow

    async def take(self, route: Route, scope: Scope, receive: Receive) -> None:
        """Take one request; on return its good items are on disk and the others on the reject list.

        Raises BadRequestError (not JSON), UnauthorizedError (key), ForbiddenError (page of a foreign domain),
        TooLargeError, ThrottledError, UnavailableError.
        """
        headers: Headers = dict(scope["headers"])
        key_text = basic_user(headers[b"authorization"]) if b"authorization" in headers else ""
        key = (self._keys.peek(key_text) or await self._keys.get(key_text)) if key_text else None
        try:
            body = await read_body(receive, headers, MAX_EVENT_BYTES if route.kind else MAX_BATCH_BYTES)
            call = _Single(body) if route.kind else _Batch(body)
            key = key or await self._key_of(call)
            items, refused = call.check(route.kind)
        except (BadRequestError, TooLargeError) as error:
            if key is not None:
                await self._note(key, route, error.code)
            raise
        if key.allowed_domains:
            await self._check_origin(key, route, headers)
        request = self._request(key, route, call, scope, headers)
        self._allow(route.door, key.id, request.ip, len(items))
        await self._commit(request, items, _rejections(key, route.door, refused))

    async def _key_of(self, call: "_Single | _Batch") -> KnownKey:
        """The key named in the body: on top of it, else in the first item that names one."""
        for text in call.key_texts():
            key = await self._keys.get(text)
            if key is not None:
                return key
        raise UnauthorizedError("unknown_write_key", "The write key is unknown or revoked")

    async def _check_origin(self, key: KnownKey, route: Route, headers: Headers) -> None:
        if not is_origin_allowed(key, headers.get(b"origin")):
            await self._note(key, route, "domain_not_allowed")
            raise ForbiddenError("domain_not_allowed", "Pages of this domain may not use the write key")

    async def _note(self, key: KnownKey, route: Route, reason: str) -> None:
        """Put a whole refused request on the reject list of its workspace."""
        request = LoggedRequest(key.workspace_id, key.id, route.door, route.kind, now_ms())
        await self._commit(request, (), _rejections(key, route.door, [Refused(reason)]))

    def _request(
        self, key: KnownKey, route: Route, call: "_Single | _Batch", scope: Scope, headers: Headers
    ) -> LoggedRequest:
        return LoggedRequest(
            key.workspace_id,
            key.id,
            route.door,
            route.kind,
            now_ms(),
            call.sent_at,
            self._callers.address(scope, headers),
            headers.get(b"user-agent", b"")[:MAX_USER_AGENT].decode("latin-1"),
            call.context,
        )


class _Single:
    """The body of a single call: one item that carries writeKey and sentAt itself."""

    context: bytes | None = None

    def __init__(self, body: bytes) -> None:
        self._is_deep = is_deep(body)
        self._raw = body
        self._item: Any = None
        if not self._is_deep:
            self._raw, self._item = _parse(body)
            if not isinstance(self._item, dict):
                raise BadRequestError("not_object", "The body is not a JSON object")
        else:
            self._item = decode(repair(body))
        sent_at = self._item.get("sentAt") if isinstance(self._item, dict) else None
        self.sent_at = sent_at if isinstance(sent_at, str) else None

    def key_texts(self) -> list[str]:
        key = self._item.get("writeKey") if isinstance(self._item, dict) else None
        return [key] if isinstance(key, str) else []

    def check(self, kind: str) -> tuple[list[Accepted], list[Refused]]:
        verdict = check_item(self._raw, kind) if self._is_deep else check_decoded(self._raw, self._item, kind)
        return ([verdict], []) if isinstance(verdict, Accepted) else ([], [verdict])


class _Batch:
    """The body of a batch: an envelope with items that are judged one by one."""

    def __init__(self, body: bytes) -> None:
        try:
            self._envelope = _envelopes.decode(body)
        except STRICT_ERRORS:
            try:
                self._envelope = _envelopes.decode(repair(body))
            except STRICT_ERRORS as error:
                raise BadRequestError("no_batch", "The body has no list `batch`") from error
        if len(self._envelope.batch) > MAX_BATCH_EVENTS:
            raise TooLargeError(
                "too_many_events", "A batch may hold {max_events} events", {"max_events": MAX_BATCH_EVENTS}
            )
        sent_at = self._envelope.sentAt
        self.sent_at = sent_at if isinstance(sent_at, str) else None
        self.context = _object_or_none(bytes(self._envelope.context))

    def key_texts(self) -> list[str]:
        if isinstance(self._envelope.writeKey, str) and self._envelope.writeKey:
            return [self._envelope.writeKey]
        for raw in self._envelope.batch:
            if b'"writeKey"' in bytes(raw):
                key = _key_of_item(bytes(raw))
                if key:
                    return [key]
        return []

    def check(self, kind: str) -> tuple[list[Accepted], list[Refused]]:
        items: list[Accepted] = []
        refused: list[Refused] = []
        for raw in self._envelope.batch:
            verdict = check_item(bytes(raw), kind)
            if isinstance(verdict, Accepted):
                items.append(verdict)
            else:
                refused.append(verdict)
        return items, refused


def _parse(body: bytes) -> tuple[bytes, Any]:
    try:
        return body, decode(body)
    except STRICT_ERRORS:
        body = repair(body)
        try:
            return body, decode(body)
        except STRICT_ERRORS as error:
            raise BadRequestError("not_json", "The body is not JSON") from error


def _object_or_none(raw: bytes) -> bytes | None:
    """A batch-level context is kept only if every item could bear it."""
    if len(raw) > MAX_EVENT_BYTES or not raw.startswith(b"{") or is_deep(raw):
        return None
    try:
        decode(raw)
    except STRICT_ERRORS:
        return None
    return raw


def _key_of_item(raw: bytes) -> str:
    try:
        item = decode(raw)
    except STRICT_ERRORS:
        return ""
    key = item.get("writeKey") if isinstance(item, dict) else None
    return key if isinstance(key, str) else ""


def _rejections(key: KnownKey, door: DoorKind, refused: Sequence[Refused]) -> list[Rejection]:
    return [
        Rejection(
            workspace_id=key.workspace_id,
            door=door,
            reason=each.reason,
            path=each.path,
            detail=each.detail,
            message_id=each.message_id,
            item=each.item,
        )
        for each in refused
    ]
