"""The steps that decide about a batch, in one PostgreSQL transaction; ClickHouse is only asked before it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from otklik.events.prepared import PreparedBatch, insert_prepared
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.intake.pipeline import repository
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.catalogue import Catalogue
from otklik.intake.pipeline.consents import drop_unconsented, write_consents
from otklik.intake.pipeline.deduplicate import Deduplicator
from otklik.intake.pipeline.enrich import enrich
from otklik.intake.pipeline.filter import drop_unwanted
from otklik.intake.pipeline.geo import Geo
from otklik.intake.pipeline.identify import identify
from otklik.intake.pipeline.marks import write_marks_of
from otklik.intake.pipeline.poison import list_listed
from otklik.intake.pipeline.prepare import prepare
from otklik.intake.pipeline.presence import Presence
from otklik.intake.pipeline.properties import write_properties
from otklik.intake.pipeline.rules import RulesCache
from otklik.intake.pipeline.sessions import SessionBook
from otklik.intake.pipeline.stages import timed
from otklik.intake.pipeline.visits import follow_sessions
from otklik.profiles.service import RETRIED, IdentityCache

MAX_TRIES: Final = 5
KNOWN_KEYS: Final = 10_000


class Decider:
    """Holds what the steps remember between batches; it counts only when a batch is committed."""

    def __init__(
        self, engines: Engines, *, epochs: dict[int, int], dedup_bytes: int, geo_file: Path | None
    ) -> None:
        self._postgres = engines.postgres
        self._secrets = engines.secrets
        self._epochs = epochs
        self._rules = RulesCache(engines)
        self._geo = Geo(geo_file)
        self._identities = IdentityCache()
        self._catalogue = Catalogue()
        self._known_keys: set[int] = set()
        self.duplicates = Deduplicator(engines.clickhouse, dedup_bytes)
        self.sessions = SessionBook()
        self.presence = Presence()

    async def decide(self, batch: Batch) -> list[PreparedBatch]:
        """Decide and commit; what is to be shipped.

        Raises LeaseLostError, psycopg.Error, ClickHouseError; then nothing has happened.
        """
        try:
            prepared = await self._try(batch, is_rehearsal=False)
        except BaseException:
            self._roll_back()
            raise
        self._keep(batch, prepared)
        return prepared

    async def rehearse(self, batch: Batch) -> None:
        """Decide and forget it all; raises what `decide` would raise."""
        try:
            await self._try(batch, is_rehearsal=True)
        finally:
            self._roll_back()

    async def _try(self, batch: Batch, *, is_rehearsal: bool) -> list[PreparedBatch]:
        events = len(batch.events)
        with timed("drop", events):
            batch.rules = await self._rules.get({event.workspace_id for event in batch.events})
            drop_unwanted(batch)
            await drop_unconsented(self._postgres, batch, self._secrets)
            await self.duplicates.mark(batch.events, batch=batch.number)
        with timed("enrich", events):
            enrich(batch, self._geo)
        drops = [event.drop for event in batch.events]
        for _ in range(MAX_TRIES - 1):
            try:
                return await self._commit(batch, is_rehearsal=is_rehearsal)
            except RETRIED:
                self._forget_transaction()
                batch.forget_decisions(drops)
        return await self._commit(batch, is_rehearsal=is_rehearsal)

    async def _commit(self, batch: Batch, *, is_rehearsal: bool) -> list[PreparedBatch]:
        async with (
            self._postgres.connection() as connection,
            connection.transaction(force_rollback=is_rehearsal),
        ):
            return await self._decide_within(connection, batch)

    async def _decide_within(self, connection: Connection, batch: Batch) -> list[PreparedBatch]:
        events = len(batch.events)
        with timed("identify", events):
            await identify(connection, batch, self._identities, self._secrets)
        with timed("properties", events):
            await write_properties(connection, batch, self._secrets)
            await write_consents(connection, batch)
            await write_marks_of(connection, batch)
        with timed("sessions", events):
            follow_sessions(batch, self.sessions)
        with timed("prepare", events):
            prepared = prepare(batch, self.duplicates.carry())
        with timed("commit", events):
            await self._write(connection, batch, prepared)
        return prepared

    async def _write(self, connection: Connection, batch: Batch, prepared: Sequence[PreparedBatch]) -> None:
        sequence = batch.number + max(len(prepared), 1) - 1
        async with connection.pipeline():
            for each in prepared:
                await insert_prepared(connection, each)
            await repository.add_counts(connection, count_items(batch))
            await repository.upsert_definitions(connection, self._catalogue.collect(batch))
            await repository.mark_first_events(connection, sorted(self._new_keys(batch)))
            await repository.insert_rejects(connection, list_listed(batch))
        await repository.advance(
            connection,
            positions=batch.positions,
            epochs=self._epochs,
            sequence=sequence,
            carrier=batch.number if self.duplicates.is_carrying else 0,
        )

    def _new_keys(self, batch: Batch) -> set[int]:
        keys = {event.write_key_id for event in batch.events if not event.drop and event.write_key_id}
        return keys - self._known_keys

    def _keep(self, batch: Batch, prepared: Sequence[PreparedBatch]) -> None:
        last = prepared[-1].batch if prepared else batch.number
        self.duplicates.commit(last)
        self.sessions.commit()
        self._catalogue.commit()
        self._known_keys |= self._new_keys(batch)
        if len(self._known_keys) > KNOWN_KEYS:
            self._known_keys.clear()
        self.presence.collect(batch)

    def _roll_back(self) -> None:
        self._forget_transaction()
        self.duplicates.rollback()

    def _forget_transaction(self) -> None:
        self._identities.clear()
        self.sessions.rollback()
        self._catalogue.rollback()


def count_items(batch: Batch) -> Counter[tuple[int, str, str]]:
    """Each item once: {(workspace, "stored" | "dropped", reason): n}."""
    return Counter(
        (event.workspace_id, "dropped" if event.drop else "stored", str(event.drop)) for event in batch.events
    )
