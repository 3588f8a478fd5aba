"""Hashes that older releases stored without a key are keyed in place, at the start, before anybody asks."""

import psycopg

from otklik.infra.secrets import Secrets

PURPOSE = "suppression"
_CHUNK = 10_000


def rekey_suppressions(dsn: str, secrets: Secrets) -> int:  # all workspaces: rows of an older release
    """Key the suppressions that are not; how many there were.

    A row's old hash is what `profiles.identifiers.hash_identity` keys, so a keyed one finds who is erased.
    """
    done = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        while count := _rekey_some(connection, secrets):
            done += count
    return done


def _rekey_some(connection: psycopg.Connection, secrets: Secrets) -> int:
    with connection.transaction():
        rows = connection.execute(
            "SELECT value_hash FROM suppressions WHERE NOT is_keyed LIMIT %s FOR UPDATE", (_CHUNK,)
        ).fetchall()
        old = [bytes(row[0]) for row in rows]
        connection.execute(
            """
            UPDATE suppressions s SET value_hash = n.keyed, is_keyed = true
            FROM unnest(%s::bytea[], %s::bytea[]) AS n(old, keyed)
            WHERE s.value_hash = n.old AND NOT s.is_keyed
            """,
            (old, [secrets.mac(value, purpose=PURPOSE) for value in old]),
        )
    return len(old)
