"""What is kept of letters goes when its time is over, and nothing that somebody may ask for."""

from datetime import UTC, datetime, timedelta

from tests.integration.messaging.ledger import Ledger

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Channel
from otklik.messaging.mail.sweeping import sweep

_FILE = """INSERT INTO send_files (workspace_id, send_id, number, name, type, data)
    VALUES (%s, %s, 1, 'a', 'b', '')"""
_SETS = {
    "send_files": "SELECT send_id FROM send_files ORDER BY 1",
    "mail_counts": "SELECT to_domain FROM mail_counts ORDER BY 1",
    "mail_days": "SELECT domain FROM mail_days ORDER BY 1",
    "mail_paces": "SELECT domain FROM mail_paces ORDER BY 1",
    "mail_failures": "SELECT count FROM mail_failures ORDER BY 1",
    "mail_reports": "SELECT kind FROM mail_reports ORDER BY 1",
}


async def test_what_is_over_goes_and_the_rest_stays(engines: Engines) -> None:
    ledger = await Ledger.open(engines)
    (person,) = await ledger.make_people(1)
    left, waiting, fresh = await ledger.plan(*(ledger.new(person, channel=Channel.TASK) for _ in range(3)))
    now = datetime.now(UTC) + timedelta(days=8)
    async with engines.postgres.connection() as connection:
        for send_id in (left, waiting, fresh):
            await connection.execute(_FILE, (ledger.workspace_id, send_id))
        await connection.execute(
            "UPDATE sends SET state = 'sent', sent_at = planned_at WHERE id = %s", (left,)
        )
        await connection.execute(
            "UPDATE sends SET state = 'sent', sent_at = %s WHERE id = %s", (now - timedelta(days=1), fresh)
        )
        await _keep(connection, ledger.workspace_id, left, "old", now - timedelta(days=500))
        await _keep(connection, ledger.workspace_id, fresh, "new", now - timedelta(days=60))
    await sweep(engines, now=now)
    await sweep(engines, now=now)
    async with engines.postgres.connection() as connection:
        kept = {
            name: [row[0] for row in await (await connection.execute(statement.encode())).fetchall()]
            for name, statement in _SETS.items()
        }
    assert kept == {
        "send_files": [waiting, fresh],
        "mail_counts": ["new"],
        "mail_days": ["new"],
        "mail_paces": ["held", "new"],
        "mail_failures": [3],
        "mail_reports": ["new"],
    }


async def _keep(connection: Connection, workspace_id: int, send_id: int, name: str, at: datetime) -> None:
    """One row of each kind, of a moment; of a pace one more, which is held yet."""
    await connection.execute(
        "INSERT INTO mail_counts (workspace_id, hour, from_domain, to_domain, sent)"
        " VALUES (%s, %s, 'a', %s, 1)",
        (workspace_id, at, name),
    )
    await connection.execute(
        "INSERT INTO mail_days (workspace_id, domain, day, given) VALUES (%s, %s, %s, 1)",
        (workspace_id, name, at.date()),
    )
    await connection.execute(
        "INSERT INTO mail_paces (workspace_id, domain, next_at, held_until)"
        " VALUES (%s, %s, %s, NULL), (%s, 'held', %s, %s) ON CONFLICT DO NOTHING",
        (workspace_id, name, at, workspace_id, at, at + timedelta(days=10_000)),
    )
    await connection.execute(
        "INSERT INTO mail_failures (workspace_id, address_hash, day, count) VALUES (%s, %s, %s, %s)",
        (workspace_id, name.encode(), at.date(), len(name)),
    )
    await connection.execute(
        "INSERT INTO mail_reports (workspace_id, send_id, kind, code, day) VALUES (%s, %s, %s, '', %s)",
        (workspace_id, send_id, name, at.date()),
    )
