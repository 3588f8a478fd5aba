"""Jobs: rare, slow work (imports, exports, letters) done by the worker, enqueued in the caller's transaction.

Anything per event or per person is not a job but a row with `due_at`: one worker does some 300 jobs a second.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Self

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.infra.postgres import Postgres, driver_connection

JobFunction = Callable[..., Awaitable[None]]

_KEEP_FINISHED_HOURS = 72
_PURGE_AT = "17 3 * * *"


class Jobs:
    """Enqueues by name from any process; the worker registers what the names do and runs them."""

    def __init__(self, app: App, postgres: Postgres) -> None:
        self._app = app
        self._postgres = postgres

    @classmethod
    async def open(cls, postgres: Postgres) -> Self:
        """Use the pool of `postgres`."""
        app = App(connector=PsycopgConnector())
        app.periodic(cron=_PURGE_AT)(
            app.task(name="jobs.purge", queueing_lock="jobs.purge", pass_context=True)(_purge)
        )
        await app.open_async(postgres.pool)
        return cls(app, postgres)

    async def close(self) -> None:
        """Nothing to give back: the pool belongs to Postgres."""
        await self._app.close_async()

    async def enqueue(
        self,
        name: str,
        *,
        within: AsyncSession | psycopg.AsyncConnection[Any] | None = None,
        queue: str = "default",
        only_once_key: str | None = None,
        **arguments: str | float | bool | None,
    ) -> int:
        """Add a job; with `within` it exists only if that transaction commits. Returns the job's id.

        Of jobs with the same `only_once_key` only one waits at a time
        (procrastinate.exceptions.AlreadyEnqueued).
        """
        connection = await driver_connection(within) if isinstance(within, AsyncSession) else within
        task = self._app.configure_task(
            name, allow_unknown=True, queue=queue, queueing_lock=only_once_key, connection=connection
        )
        return await task.defer_async(**arguments)

    def register(
        self, name: str, function: JobFunction, *, queue: str = "default", attempts: int = 1
    ) -> None:
        """Say what a job does: `function(**arguments)`, tried `attempts` times with growing pauses."""
        retry = RetryStrategy(max_attempts=attempts, exponential_wait=5) if attempts > 1 else False
        self._app.task(name=name, queue=queue, retry=retry)(function)

    def register_periodic(self, name: str, function: JobFunction, *, cron: str) -> None:
        """Run `function()` at the times of a cron line (UTC), once for all workers."""

        async def run(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the planned moment
            await function()

        self._app.periodic(cron=cron)(self._app.task(name=name, queueing_lock=name, pass_context=False)(run))

    async def run(self, *, concurrency: int = 4) -> None:
        """Work until cancelled; what is finished is purged daily."""
        await self._app.run_worker_async(
            concurrency=concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=10,
            name="otklik",
        )


async def _purge(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    await context.app.job_manager.delete_old_jobs(
        nb_hours=_KEEP_FINISHED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
