"""What is kept of letters goes when nothing asks for it any more: a job of each night."""

from datetime import UTC, datetime, timedelta
from typing import Final

from otklik.infra.engines import Engines
from otklik.messaging.mail import repository_sweeping

JOB: Final = "mail.sweep"
KEEP_FILES: Final = timedelta(days=7)
"""After a letter left: so long somebody may ask what was in it."""
KEEP_COUNTS: Final = timedelta(days=100)
"""The health of sending shows 35 days (`health.MAX_DAYS`)."""
KEEP_REPORTS: Final = timedelta(days=400)
"""Passing failures count for a year at most (`settings.PassingRule.within_days`)."""


def register_jobs(engines: Engines) -> None:
    """Say what the job does, once a worker process."""

    async def run() -> None:
        await sweep(engines, now=datetime.now(UTC))

    engines.jobs.register_periodic(JOB, run, cron="31 3 * * *")


async def sweep(engines: Engines, *, now: datetime) -> None:
    """Forget what is over; each kind is a transaction of its own."""
    async with engines.postgres.connection() as connection:
        await repository_sweeping.forget_files(connection, before=now - KEEP_FILES)
    async with engines.postgres.connection() as connection:
        await repository_sweeping.forget_counts(connection, before=now - KEEP_COUNTS)
    async with engines.postgres.connection() as connection:
        await repository_sweeping.forget_reports(connection, before=now - KEEP_REPORTS)
