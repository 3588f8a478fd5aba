"""A workspace of a running installation, and what its stores say after a kill."""

import random
from contextlib import suppress

import httpx
from tests.chaos.live import ENTERED, is_alternating, people_with, told_of
from tests.chaos.load import EVENT, Load, stored_counts
from tests.integration.infra.installation import Installation, make_workspace, wait_for_async

from otklik.infra.addresses import split_clickhouse_url
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.embedded.running import find_running

_SETTLE_S = 120


class Shop:
    """A workspace of an installation, and what its stores say."""

    def __init__(self, running: Installation) -> None:
        made = make_workspace(running.data, "Chaos")
        self.running = running
        self.write_key = made.write_key
        self.workspace_id = made.workspace_id
        self._headers = {"Authorization": f"Bearer {made.api_token}"}

    def load(self, seed: int) -> Load:
        return Load(self.running.url, self.write_key, self.workspace_id, random.Random(seed))

    async def status(self) -> dict[str, int]:
        """GET intake/status; {} while the server is away."""
        async with httpx.AsyncClient(timeout=10, trust_env=False, headers=self._headers) as client:
            with suppress(httpx.TransportError):
                answer = await client.get(f"{self.running.url}/api/v1/intake/status")
                if answer.status_code == httpx.codes.OK:
                    status: dict[str, int] = answer.json()
                    return status
        return {}

    async def is_idle(self) -> bool:
        status = await self.status()
        return bool(status) and status["accepted"] == status["processed"]

    async def add_segment(self, name: str, filter_: object) -> int:
        """A live segment that tells of everybody who comes or goes."""
        async with httpx.AsyncClient(timeout=30, trust_env=False, headers=self._headers) as client:
            answer = await client.post(
                f"{self.running.url}/api/v1/segments",
                json={"name": name, "filter": filter_, "is_announcing": True},
            )
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return int(answer.json()["id"])

    async def check_segments(self, lasting: int, passing: int) -> None:
        """Whoever did it is in for good, and left the window in the end; each was told once, in turns."""
        found = find_running(self.running.data)
        assert found is not None
        url, database = split_clickhouse_url(found.clickhouse_url)
        clickhouse = await ClickHouse.open(url, database=database)
        try:
            people = await people_with(clickhouse, self.workspace_id, EVENT)

            async def is_right() -> bool:
                entered = await told_of(clickhouse, self.workspace_id, lasting)
                passed = await told_of(clickhouse, self.workspace_id, passing)
                are_out = all(len(told) % 2 == 0 for told in passed.values())
                return entered.keys() == people and bool(passed) and are_out

            with suppress(AssertionError):  # what is wrong is said below
                await wait_for_async(is_right, timeout_s=_SETTLE_S)
            entered = await told_of(clickhouse, self.workspace_id, lasting)
            passed = await told_of(clickhouse, self.workspace_id, passing)
        finally:
            await clickhouse.close()
        assert entered == {person: [ENTERED] for person in people}
        assert passed.keys() <= people, "who came and went while a kill held the follower up is not told of"
        assert passed
        assert [told for told in passed.values() if not is_alternating(told)] == []
        assert [told for told in passed.values() if len(told) % 2] == [], "still in, though nobody does it"
        print(f"chaos: {len(people)} people, {sum(map(len, passed.values()))} transitions")  # noqa: T201 - as above

    async def check(self, load: Load) -> None:
        """Wait until all is processed; then each accepted message is stored, and none twice."""
        await wait_for_async(self.is_idle, timeout_s=_SETTLE_S)
        found = find_running(self.running.data)
        assert found is not None
        url, database = split_clickhouse_url(found.clickhouse_url)
        clickhouse = await ClickHouse.open(url, database=database)
        counts: dict[str, int] = {}

        async def is_complete() -> bool:
            counts.update(await stored_counts(clickhouse, self.workspace_id))
            return counts.keys() >= load.accepted

        try:
            with suppress(AssertionError):  # what is missing is said below
                await wait_for_async(is_complete, timeout_s=30)
        finally:
            await clickhouse.close()
        missing = load.accepted - counts.keys()
        doubled = {message_id: n for message_id, n in counts.items() if n != 1}
        assert not missing, f"{len(missing)} of {len(load.accepted)} accepted events are not stored"
        assert not doubled, f"{len(doubled)} events are stored more than once"
        assert counts.keys() == load.accepted
