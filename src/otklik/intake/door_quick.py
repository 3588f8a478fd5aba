"""The door's short way: one ordinary event, checked and gathered without a coroutine.

Whatever is not ordinary (a batch, compression, a fault of any kind, a key not known yet) is left to the long
way in `segment.py`, which judges it from the beginning; so every rule has one place, and this only tells what
surely passes all of them.
"""

from functools import partial
from typing import Any, Final

from otklik.infra.log import LoggedRequest
from otklik.infra.short_way import Finish
from otklik.intake.contracts import MAX_EVENT_BYTES, Accepted
from otklik.intake.door_commit import Committer
from otklik.intake.door_http import Answer, Callers, Headers, Scope, basic_user, refusal
from otklik.intake.door_items import PLAIN_TYPES, is_plain
from otklik.intake.door_keys import Keys, is_origin_allowed
from otklik.intake.door_rate import RateLimit
from otklik.intake.door_raw import STRICT_ERRORS, decode, is_deep
from otklik.intake.segment import MAX_USER_AGENT, ROUTES
from otklik.kit.clock import now_ms
from otklik.kit.errors import AppError
from otklik.workspaces.contracts import KnownKey

_SINGLE: Final = frozenset(path for path, route in ROUTES.items() if route.kind in PLAIN_TYPES)
_GZIP_MAGIC: Final = b"\x1f\x8b"


def raw_answer(answer: Answer) -> bytes:
    """The header lines, the empty line and the body, as they go on the wire."""
    lines = b"".join([name + b": " + value + b"\r\n" for name, value in answer.headers])
    return lines + b"\r\n" + answer.body


class QuickDoor:
    """Takes single events on the short way (see `otklik.infra.short_way`)."""

    max_bytes = MAX_EVENT_BYTES

    def __init__(
        self, keys: Keys, callers: Callers, committer: Committer, limit: RateLimit, *, success: Answer
    ) -> None:
        self._keys = keys
        self._callers = callers
        self._committer = committer
        self._limit = limit
        self._success_status = success.status
        self._success = raw_answer(success)

    def wants(self, path: str) -> bool:
        """Whether the path takes single calls."""
        return path in _SINGLE

    def take(self, scope: Scope, body: bytes, finish: Finish) -> bool:
        """Gather an ordinary event and answer when it is on disk; False when it is not ordinary."""
        headers: Headers = dict(scope["headers"])
        route = ROUTES[scope["path"]]
        item = _ordinary(body, headers, route.kind)
        if item is None:
            return False
        key = self._known_key(headers, item)
        if key is None or (key.allowed_domains and not is_origin_allowed(key, headers.get(b"origin"))):
            return False
        address = self._callers.address(scope, headers)
        sent_at = item.get("sentAt")
        request = LoggedRequest(
            key.workspace_id,
            key.id,
            route.door,
            route.kind,
            now_ms(),
            sent_at if type(sent_at) is str else None,
            address,
            headers.get(b"user-agent", b"")[:MAX_USER_AGENT].decode("latin-1"),
        )
        try:
            self._limit.allow(route.door, key.id, address, 1)
            self._committer.add_one(request, Accepted(body, item["anonymousId"]), partial(self._tell, finish))
        except AppError as error:
            _finish_refused(finish, error)
        return True

    def _known_key(self, headers: Headers, item: dict[str, Any]) -> KnownKey | None:
        """The key of the header, else of the body, if it is fresh in memory."""
        if b"authorization" in headers:
            named = basic_user(headers[b"authorization"])
            if named:
                return self._keys.peek(named)
        own = item.get("writeKey")
        return self._keys.peek(own) if type(own) is str else None

    def _tell(self, finish: Finish, error: AppError | None) -> None:
        if error is None:
            finish(self._success_status, self._success)
        else:
            _finish_refused(finish, error)


def _finish_refused(finish: Finish, error: AppError) -> None:
    answer = refusal(error)
    finish(answer.status, raw_answer(answer))


def _ordinary(body: bytes, headers: Headers, kind: str) -> dict[str, Any] | None:
    """The item when it is strict JSON of the ordinary form, within size and depth."""
    if (
        b"content-encoding" in headers
        or len(body) > MAX_EVENT_BYTES
        or body[:2] == _GZIP_MAGIC
        or is_deep(body)
    ):
        return None
    try:
        item = decode(body)
    except STRICT_ERRORS:
        return None
    return item if type(item) is dict and is_plain(item, kind) else None
