"""The way to Otklik's public door: one batch at a time per visitor, patient while the server is away."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from random import Random
from typing import Final, TypeAlias

import httpx
import msgspec
import structlog

from otklik.demo.devices import Device
from otklik.demo.standard_events import JsonValue, Properties
from otklik.demo.wire import batch_body

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
_LOG: Final = structlog.get_logger("otklik.demo.simulator")
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 60.0
_RETRIED: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_BENCHMARK_NET: Final = "198.18"


def address_of(device: Device) -> str:
    """A stable address of the device from 198.18.0.0/16, which RFC 2544 keeps for tests: nobody's own."""
    spot = zlib.crc32(device.anonymous_id.encode())
    return f"{_BENCHMARK_NET}.{spot >> 8 & 255}.{spot & 255}"


def wait_before(attempt: int, retry_after: str | None, random: Random) -> float:
    """Seconds until the next attempt: the server's word if it gave one, else doubling with jitter."""
    if retry_after and retry_after.isdecimal():
        return min(_LONGEST_WAIT_S, float(retry_after)) + random.random()
    return min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** min(attempt, 10)) * random.uniform(0.5, 1.0)


@dataclass(slots=True)
class Counts:
    """What happened at the door since the start."""

    delivered: int = 0
    retried: int = 0
    refused: int = 0


@dataclass(slots=True)
class Door:
    """Posts to `/v1/b`.

    A batch waits for ever while the server is away, and the visitor waits with it, so that nothing piles up;
    a batch that the server refuses for good is dropped and counted.
    """

    client: httpx.AsyncClient
    write_key: str
    random: Random
    sleep: Sleep = asyncio.sleep
    counts: Counts = field(default_factory=Counts)

    async def send(self, device: Device, context: Properties, items: list[JsonValue]) -> None:
        """Deliver the items, however long it takes."""
        attempt = 0
        while True:
            refusal = await self._try(device, context, items)
            if refusal is None:
                return
            self.counts.retried += 1
            if attempt == 0:
                _LOG.info("door_away", reason=refusal.reason)
            await self.sleep(wait_before(attempt, refusal.retry_after, self.random))
            attempt += 1

    async def _try(self, device: Device, context: Properties, items: list[JsonValue]) -> "Refusal | None":
        body = batch_body(items, write_key=self.write_key, context=context, sent_at=datetime.now(UTC))
        try:
            answer = await self.client.post(
                "/v1/b", content=msgspec.json.encode(body), headers=headers_of(device)
            )
        except httpx.HTTPError as error:
            return Refusal(type(error).__name__, None)
        if answer.status_code in _RETRIED or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Refusal(str(answer.status_code), answer.headers.get("retry-after"))
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            self.counts.refused += len(items)
            _LOG.warning("batch_refused", status=answer.status_code, items=len(items))
            await self.sleep(wait_before(4, None, self.random))
        else:
            self.counts.delivered += len(items)
        return None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a batch has to be tried again, and when the server wants it."""

    reason: str
    retry_after: str | None


def headers_of(device: Device) -> dict[str, str]:
    """What the device's browser sends with each request."""
    return {
        "Content-Type": "text/plain;charset=UTF-8",
        "User-Agent": device.user_agent,
        "Accept-Language": device.locale,
        "X-Forwarded-For": address_of(device),
    }
