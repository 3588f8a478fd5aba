"""Hands notices to the browsers' push services (RFC 8030), as jobs: no vendor stands between."""

import hashlib
from typing import Final

import httpx
import structlog

from otklik.infra.engines import Engines
from otklik.infra.outgoing import ForbiddenAddressError, Outgoing
from otklik.push import repository
from otklik.push.contracts import Subscription
from otklik.push.encryption import encrypt
from otklik.push.keys import authorize, encode_text
from otklik.push.service import SEND_JOB

log = structlog.get_logger(__name__)

LIVES_S: Final = 86_400
"""So long a push service keeps a notice for a device that is away."""
ATTEMPTS: Final = 4
MOST_FAILURES: Final = 5
_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 429, 500, 502, 503, 504})
_TOPIC_CHARS: Final = 32


class PushLaterError(Exception):
    """The push service cannot take it now; the job is tried again."""


def register_jobs(engines: Engines, outgoing: Outgoing) -> None:
    """Say what the room's jobs do, once a worker process."""

    async def send(
        workspace_id: int, subscription_id: int, topic: str, payload: str, home: int | None = None
    ) -> None:
        del home  # by which an erasure finds the job
        await send_notice(
            engines,
            outgoing,
            workspace_id=workspace_id,
            subscription_id=subscription_id,
            topic=topic,
            payload=payload,
        )

    async def sweep() -> None:
        async with engines.postgres.connection() as connection:
            await repository.forget_told(connection)

    engines.jobs.register(SEND_JOB, send, attempts=ATTEMPTS)
    engines.jobs.register_periodic("push.sweep", sweep, cron="23 4 * * *")


async def send_notice(
    engines: Engines,
    outgoing: Outgoing,
    *,
    workspace_id: int,
    subscription_id: int,
    topic: str,
    payload: str,
) -> None:
    """Seal a notice and hand it over. A browser that is gone is forgotten. Raises PushLaterError."""
    place = {"workspace_id": workspace_id, "subscription_id": subscription_id}
    async with engines.postgres.connection() as connection:
        found = await repository.find_subscription(connection, **place)
    if found is None:
        return
    try:
        status = await _hand_over(engines, outgoing, found, topic=topic, payload=payload)
    except ForbiddenAddressError:
        status = min(_GONE)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise PushLaterError(str(error)[:200]) from error
    if status in _LATER:
        raise PushLaterError(f"status {status}")
    async with engines.postgres.connection() as connection:
        if status in _GONE:
            await repository.delete_subscription(connection, **place)
            return
        is_taken = httpx.codes.is_success(status)
        if not is_taken:
            log.warning("push.refused", status=status, **place)
        await repository.note_outcome(connection, **place, is_taken=is_taken, most=MOST_FAILURES)


async def _hand_over(
    engines: Engines, outgoing: Outgoing, found: Subscription, *, topic: str, payload: str
) -> int:
    """The push service's status."""
    asked = f"{found.workspace_id} {topic}".encode()
    headers = (
        ("Authorization", authorize(engines.secrets, endpoint=found.endpoint, public_url=engines.public_url)),
        ("Content-Encoding", "aes128gcm"),
        ("Content-Type", "application/octet-stream"),
        ("TTL", str(LIVES_S)),
        ("Urgency", "high"),
        ("Topic", encode_text(hashlib.sha256(asked).digest())[:_TOPIC_CHARS]),
    )
    body = encrypt(payload.encode(), p256dh=found.p256dh, auth=found.auth)
    answer = await outgoing.request("POST", found.endpoint, headers=headers, content=body)
    return answer.status
