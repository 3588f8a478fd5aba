"""Consents that people gave or withdrew go into their journal."""

from otklik.infra.postgres import Connection
from otklik.intake.pipeline.batch import Batch
from otklik.profiles.consents import CONSENT_EVENTS, ConsentCall, record_consents


async def write_consents(connection: Connection, batch: Batch) -> None:
    """Journal the consent events of a batch, under the home profile they came from."""
    calls = [
        ConsentCall(
            event.workspace_id,
            event.person,
            event.name,
            event.properties,
            event.visit.ip,
            event.pos,
            event.ts_ms,
        )
        for event in batch.people()
        if event.name in CONSENT_EVENTS
    ]
    if calls:
        await record_consents(connection, calls=calls)
