"""Visitors of a site who do things, so many a second, by HTTP."""

import asyncio
import json
import random
import time

import httpx

from otklik.kit.clock import format_ms, now_ms

DEVICES = 20_000
_NAMES = ("Product Viewed", "Product Added", "Order Completed", *(f"deed {number}" for number in range(9)))


class Visitors:
    """Who is there: so many at a time, each for `visit` events in the mean (0: for ever)."""

    def __init__(self, visit: int = 0) -> None:
        self.chance = random.Random(7)
        self.visit = visit
        self.here = list(range(DEVICES))
        self.came = DEVICES

    def choose(self) -> str:
        """Whoever does the next thing."""
        place = self.chance.randrange(DEVICES)
        device = self.here[place]
        if self.visit and self.chance.random() < 1 / self.visit:
            self.here[place] = self.came
            self.came += 1
        return f"d{device}"

    def do(self, count: int) -> bytes:
        """A request that tells of so many things done now."""
        moment, chance = format_ms(now_ms()), self.chance
        items = [
            {
                "type": "track",
                "event": chance.choice(_NAMES),
                "messageId": f"{chance.getrandbits(96):024x}",
                "anonymousId": self.choose(),
                "timestamp": moment,
                "properties": {"price": chance.randrange(30_000), "category": str(chance.randrange(40))},
            }
            for _ in range(count)
        ]
        return json.dumps({"batch": items, "sentAt": moment}).encode()


async def load(
    client: httpx.AsyncClient, visitors: Visitors, *, rate: int, batch: int, connections: int, until: float
) -> int:
    """Events accepted until then; each connection keeps its share of `rate`, events a second."""
    pause_s, accepted = connections * batch / rate, 0

    async def send(number: int) -> None:
        nonlocal accepted
        next_at = time.monotonic() + pause_s * number / connections
        while next_at < until:
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))
            next_at += pause_s
            answer = await client.post("/v1/batch", content=visitors.do(batch))
            accepted += batch if answer.status_code == httpx.codes.OK else 0

    await asyncio.gather(*(send(number) for number in range(connections)))
    return accepted
