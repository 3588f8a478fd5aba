"""Webhooks: a signed call to an address that the scenario names.

    POST url
    Idempotency-Key: send-812
    Otklik-Signature: t=1790000000,v1=<hex HMAC-SHA256(secret, "t.body")>

The key is the same over all attempts, so whoever receives can tell a repeat. The signature covers the moment
it was made at: an old call cannot be played again unnoticed (the scheme of Stripe's webhooks).
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from otklik.infra.outgoing import Answer, ForbiddenAddressError, Outgoing
from otklik.infra.secrets import Secrets
from otklik.kit.errors import Fault
from otklik.messaging.channels.contracts import Delivery, Outcome, Result
from otklik.messaging.contracts import Channel
from otklik.profiles.recipients import Recipient

_METHODS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FIELDS: Final = frozenset({"url", "method", "headers", "body"})
_MAX_HEADERS: Final = 20
_OURS: Final = frozenset({"host", "content-length", "content-type", "idempotency-key", "otklik-signature"})
_AGAIN: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_SECONDS: Final = re.compile(r"[0-9]{1,6}")
_LONGEST_AFTER: Final = timedelta(hours=1)


class Webhook:
    """The channel `webhook`. A failed call is made again, five times in all: the key makes that harmless."""

    channel = Channel.WEBHOOK
    is_ringing = False
    html_fields: frozenset[str] = frozenset()
    at_once = 20

    def __init__(self, outgoing: Outgoing | None, secrets: Secrets) -> None:
        """`outgoing` None: contents are checked here, and nothing is called."""
        self._outgoing = outgoing
        self._secrets = secrets

    def find_address(self, recipient: Recipient) -> str | None:
        """The address is the scenario's, not the person's."""
        del recipient
        return ""

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """`{"url", "method"?, "headers"?, "body"?}`; without a body the call tells of person and event."""
        faults = [Fault(name, "unknown_field", "Unknown field") for name in content.keys() - _FIELDS]
        parts = urlsplit(str(content.get("url", "")))
        if parts.scheme not in {"http", "https"} or not parts.netloc or "{" in parts.netloc:
            faults.append(Fault("url", "bad_url", "An address that begins with https://host is expected"))
        if content.get("method", "POST") not in _METHODS:
            faults.append(Fault("method", "bad_method", "POST, PUT, PATCH or DELETE"))
        headers = content.get("headers", {})
        if not isinstance(headers, Mapping) or len(headers) > _MAX_HEADERS:
            return [*faults, Fault("headers", "bad_headers", "At most 20 headers by name")]
        faults += [
            Fault(f"headers.{name}", "bad_header", "This header cannot be set")
            for name, value in headers.items()
            if name.lower() in _OURS or not isinstance(value, str) or "\n" in f"{name}{value}"
        ]
        return faults

    async def deliver(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Call for each, side by side."""
        return await asyncio.gather(*(self._call(delivery) for delivery in deliveries))

    async def _call(self, delivery: Delivery) -> Outcome:
        content, outgoing = delivery.content, self._outgoing
        assert outgoing is not None  # noqa: S101 - where sends are delivered
        body = msgspec.json.encode(content["body"] if "body" in content else _describe(delivery))
        headers = [*self._sign(delivery, body), *dict(content.get("headers", {})).items()]
        try:
            answer = await outgoing.request(
                content.get("method", "POST"), content["url"], headers=headers, content=body
            )
        except httpx.ConnectError as error:
            if isinstance(error.__cause__, ForbiddenAddressError):
                return Outcome(Result.FAILED, reason="forbidden_address", error=str(error))
            return Outcome(Result.AGAIN, reason="no_connection", error=str(error))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            return Outcome(Result.FAILED, reason="bad_url", error=str(error))
        except (httpx.HTTPError, TimeoutError) as error:
            return Outcome(Result.AGAIN, reason="no_answer", error=str(error) or type(error).__name__)
        return _judge(answer)

    def _sign(self, delivery: Delivery, body: bytes) -> list[tuple[str, str]]:
        at = str(int(delivery.now.timestamp()))
        secret = webhook_secret(self._secrets, delivery.send.workspace_id)
        signature = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
        return [
            ("Content-Type", "application/json"),
            ("User-Agent", "Otklik"),
            ("Idempotency-Key", delivery.key),
            ("Otklik-Signature", f"t={at},v1={signature}"),
        ]


def webhook_secret(secrets: Secrets, workspace_id: int) -> str:
    """What a workspace's calls are signed with; told to those who may see secrets."""
    return secrets.mac(str(workspace_id).encode(), purpose="webhook signature").hex()


def _describe(delivery: Delivery) -> dict[str, Any]:
    send, variables = delivery.send, delivery.variables
    return {
        "send_id": str(send.id),
        "message_id": str(send.scenario_id) if send.scenario_id is not None else None,
        "node": send.node,
        "person": {
            "id": str(delivery.recipient.root),
            "user_id": delivery.recipient.user_id,
            "properties": delivery.recipient.properties,
        },
        "event": variables.get("event"),
    }


def _judge(answer: Answer) -> Outcome:
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(Result.SENT)
    error = f"{status}: {' '.join(answer.text.split())[:300]}"
    if status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome(Result.AGAIN, reason=f"http_{status}", error=error, after=_retry_after(answer))
    return Outcome(Result.FAILED, reason=f"http_{status}", error=error)


def _retry_after(answer: Answer) -> timedelta | None:
    given = answer.headers.get("retry-after", "")
    return min(timedelta(seconds=int(given)), _LONGEST_AFTER) if _SECONDS.fullmatch(given) else None
