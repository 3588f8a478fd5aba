"""The worker: all that happens after an event was accepted, as tasks that start again when they fall.

`python -m otklik.worker` is one worker process. Several may run: those that must be alone take a lease of
their own.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

import structlog

from otklik.automation import running as scenarios_running
from otklik.automation.erasure import erase_from_automation
from otklik.automation.following import Follower as ScenariosFollower
from otklik.automation.hastening import Hastener
from otklik.automation.matching import find_matched
from otklik.automation.reputation import pause_for_reputation
from otklik.automation.stepping import note_decided
from otklik.automation.watch import running as watch_running
from otklik.automation.watch import telling as watch_telling
from otklik.chat import visitors as chat_visitors
from otklik.correspondence.answering import running as answering_running
from otklik.correspondence.answering.service import erase_from_correspondence
from otklik.correspondence.arriving import running as mail_reading
from otklik.correspondence.arriving.keeping import erase_from_mail, erase_workspace_mail
from otklik.correspondence.fetching import running as mail_fetching
from otklik.correspondence.receiving import running as mail_receiving
from otklik.demo.formats import register_formats
from otklik.desk.statistics import following as counting_requests
from otklik.events.contracts import Reactor
from otklik.events.erasure import erase_events
from otklik.events.facts import Facts
from otklik.events.shipping import ship_rows
from otklik.events.workspace_erasure import erase_workspace_events
from otklik.inbox import files as inbox_files
from otklik.inbox import untagging, waking
from otklik.inbox.erasure import erase_from_inbox
from otklik.inbox.rules import register_rules
from otklik.infra.embedded.running import running_addresses
from otklik.infra.engines import Engines, open_engines
from otklik.infra.log import PostgresLog
from otklik.infra.memory import give_back_memory
from otklik.infra.metrics import RESTARTS
from otklik.infra.networks import read_networks
from otklik.infra.outgoing import Outgoing
from otklik.infra.serving import run
from otklik.infra.telemetry import configure_logging
from otklik.intake import tasks as intake_tasks
from otklik.intake.erasure import erase_from_intake
from otklik.intake.pipeline.pipeline import PipelineOptions, run_pipeline
from otklik.intake.workspace_erasure import erase_workspace_intake
from otklik.messaging import service as messaging
from otklik.messaging import tasks as messaging_tasks
from otklik.messaging.erasure import erase_from_messaging
from otklik.messaging.mail import sweeping as mail_sweeping
from otklik.messaging.mail.hosts import service as hosts
from otklik.messaging.promo import running as promo_running
from otklik.pictures.service import erase_workspace_pictures
from otklik.profiles import service as profiles
from otklik.push import following as push_following
from otklik.push import sending as push_sending
from otklik.push.erasure import erase_from_push, erase_workspace_push
from otklik.routing import minding
from otklik.routing.settling import Routing
from otklik.segments.bulk import running as bulk_running
from otklik.segments.bulk.erasing import erase_from_bulk, erase_workspace_files
from otklik.segments.live.service import Follower as SegmentsFollower
from otklik.settings import Settings
from otklik.tasks import reminding
from otklik.tasks.erasure import erase_tasks
from otklik.workspaces import service as workspaces

log = structlog.get_logger(__name__)

Task = Callable[[Engines, Settings], Coroutine[Any, Any, None]]

_PAUSE_MIN_S: Final = 0.5
_PAUSE_MAX_S: Final = 5.0
_STABLE_S: Final = 60.0
_GRACE_S: Final = 10.0


async def run_jobs(engines: Engines, settings: Settings) -> None:
    """Run the jobs of all rooms. One line a room."""
    del settings
    await engines.jobs.run()


async def run_intake(engines: Engines, settings: Settings) -> None:
    """The pipeline and the sender; the reactors are told of every shipped batch."""
    intake_log = PostgresLog(engines.postgres, settings.log_max_bytes)
    options = PipelineOptions(
        partitions=settings.log_partitions,
        dedup_bytes=settings.dedup_mb << 20,
        geo_file=settings.geo_file,
    )
    facts, segments, scenarios = Facts(engines), SegmentsFollower(engines), ScenariosFollower(engines)
    hastener = Hastener(engines)
    await run_pipeline(
        engines,
        intake_log=intake_log,
        options=options,
        reactors=(*REACTORS, facts, segments, scenarios),
        readers=(segments.read,),
        first_hearers=(hastener,),
        companions=(facts.run, segments.run, scenarios.run, hastener.run),
    )


async def run_bulk_actions(engines: Engines, settings: Settings) -> None:
    """Do what is asked of many people, and forget what was done a week ago."""
    del settings
    await bulk_running.run(engines)


async def run_snoozed(engines: Engines, settings: Settings) -> None:
    """Bring conversations back that were put off."""
    del settings
    await waking.run(engines)


async def run_push(engines: Engines, settings: Settings) -> None:
    """Tell members' devices of what they should hear."""
    del settings
    await push_following.run(engines)


async def run_routing(engines: Engines, settings: Settings) -> None:
    """Give conversations to who comes, take them from who is gone or silent."""
    del settings
    await minding.run(engines)


async def run_reminders(engines: Engines, settings: Settings) -> None:
    """Remind of tasks when their moment has come."""
    del settings
    await reminding.run(engines, hear=partial(push_following.tell_reminder, engines))


async def run_sends(engines: Engines, settings: Settings) -> None:
    """Decide upon what is planned to be said to people, and bring it away."""
    await messaging_tasks.run_sends(engines, read_networks(settings.outgoing_allow))


async def run_promo(engines: Engines, settings: Settings) -> None:
    """Make promo codes, and tell when a pool runs out."""
    del settings
    await promo_running.run(engines, hear=partial(watch_telling.tell_low, engines))


async def run_watch(engines: Engines, settings: Settings) -> None:
    """Tell of messages that leave their usual range."""
    del settings
    await watch_running.run(engines)


async def run_talk_letters(engines: Engines, settings: Settings) -> None:
    """Mail answers to visitors who are away, and their messages to operators who are."""
    await answering_running.run(engines, read_networks(settings.outgoing_allow))


async def run_mailboxes(engines: Engines, settings: Settings) -> None:
    """Fetch what comes into mailboxes."""
    await mail_fetching.run(engines, read_networks(settings.outgoing_allow))


async def run_mail_receiver(engines: Engines, settings: Settings) -> None:
    """Take mail that other servers bring us, where the settings say so."""
    await mail_receiving.run(
        engines,
        place=settings.mail_receiver,
        certificate=settings.mail_receiver_cert,
        key=settings.mail_receiver_key,
    )


async def run_incoming_mail(engines: Engines, settings: Settings) -> None:
    """Read what came, and let it become parts of conversations."""
    del settings
    await mail_reading.run(engines)


async def run_statistics(engines: Engines, settings: Settings) -> None:
    """Count what conversations hold of requests."""
    del settings
    await counting_requests.run(engines)


async def run_scenarios(engines: Engines, settings: Settings) -> None:
    """Let people walk on through scenarios when their time has come."""
    del settings
    await scenarios_running.run(engines)


async def run_memory(engines: Engines, settings: Settings) -> None:
    """Give back what bursts took."""
    del engines, settings
    await give_back_memory()


# Called with the summary of every shipped batch; one line a room.
REACTORS: tuple[Reactor, ...] = ()

# One line a room: name → `async (engines, settings) -> None` that runs until it is cancelled.
TASKS: dict[str, Task] = {
    "jobs": run_jobs,
    "intake": run_intake,
    "imports": intake_tasks.run_imports,
    "log": intake_tasks.keep_log,
    "bulk": run_bulk_actions,
    "snoozed": run_snoozed,
    "statistics": run_statistics,
    "reminders": run_reminders,
    "push": run_push,
    "routing": run_routing,
    "sends": run_sends,
    "mailboxes": run_mailboxes,
    "mail_receiver": run_mail_receiver,
    "incoming_mail": run_incoming_mail,
    "talk_letters": run_talk_letters,
    "promo": run_promo,
    "scenarios": run_scenarios,
    "watch": run_watch,
    "memory": run_memory,
}


def register_jobs(engines: Engines, settings: Settings) -> None:
    """Say what the jobs' names do, once a process. One line a room."""
    push_sending.register_jobs(engines, Outgoing(read_networks(settings.outgoing_allow)))
    engines.mailer.register_jobs()
    mail_sweeping.register_jobs(engines)
    register_formats()
    workspaces.register_jobs(engines)
    workspaces.register_workspace_eraser("intake", erase_workspace_intake)
    workspaces.register_workspace_eraser("clickhouse", erase_workspace_events)
    profiles.register_shipper(ship_rows)
    profiles.register_jobs(engines)
    workspaces.register_workspace_eraser("bulk", erase_workspace_files)
    profiles.register_eraser("bulk", erase_from_bulk)
    profiles.register_eraser("correspondence", erase_from_correspondence)
    profiles.register_eraser("inbox", erase_from_inbox)
    profiles.register_eraser("push", erase_from_push)
    workspaces.register_workspace_eraser("push", erase_workspace_push)
    profiles.register_eraser("automation", erase_from_automation)
    profiles.register_eraser("messaging", erase_from_messaging)
    messaging.register_matcher(find_matched)
    messaging.register_decided(partial(note_decided, bus=engines.bus))
    messaging.register_paused(pause_for_reputation)
    hosts.register_jobs(
        engines,
        Outgoing(read_networks(settings.outgoing_allow)),
        hear=partial(watch_telling.tell_host, engines),
    )
    profiles.register_eraser("mail", erase_from_mail)
    workspaces.register_workspace_eraser("mail", erase_workspace_mail)
    profiles.register_eraser("tasks", erase_tasks)
    register_rules(Routing())
    inbox_files.register_jobs(engines)
    untagging.register_jobs(engines)
    chat_visitors.register_jobs(engines)
    workspaces.register_workspace_eraser("inbox", inbox_files.erase_workspace_files)
    workspaces.register_workspace_eraser("pictures", erase_workspace_pictures)
    profiles.register_eraser("intake", erase_from_intake)
    profiles.register_eraser("clickhouse", erase_events)


async def run_worker(engines: Engines, settings: Settings) -> None:
    """Run every task until cancelled."""
    register_jobs(engines, settings)
    async with asyncio.TaskGroup() as group:
        for name, task in TASKS.items():
            group.create_task(keep_running(name, task, engines, settings), name=name)


async def keep_running(name: str, task: Task, engines: Engines, settings: Settings) -> None:
    """Start the task again whenever it ends, with growing pauses; a good minute forgives the past."""
    pause_s = _PAUSE_MIN_S
    while True:
        started = time.monotonic()
        try:
            # In a task of its own: a TaskGroup that fails while it ends leaves the mark of a cancellation on
            # the task it stands in (Python 3.11), and then we could not tell our own.
            await asyncio.create_task(task(engines, settings), name=name)
            if _is_cancelled():  # a library that ends quietly when it is cancelled
                return
            log.warning("worker.task_ended", task=name, retry_s=pause_s)
        except Exception:
            if _is_cancelled():  # what it closes on its way out fails when the engines went before us
                return
            log.exception("worker.task_failed", task=name, retry_s=pause_s)
        if time.monotonic() - started > _STABLE_S:
            pause_s = _PAUSE_MIN_S
        RESTARTS.labels(name).inc()
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, _PAUSE_MAX_S)


def _is_cancelled() -> bool:
    current = asyncio.current_task()
    return current is not None and current.cancelling() > 0


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then let the tasks end."""
    async with open_engines(running_addresses(settings)) as engines:
        stop = asyncio.Event()
        work = asyncio.create_task(run_worker(engines, settings))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([work, stopping], return_when=asyncio.FIRST_COMPLETED)
        engines.postgres.hasten()
        for each in (work, stopping):
            each.cancel()
        _, late = await asyncio.wait([work], timeout=_GRACE_S)
        if late:
            log.error("worker.did_not_stop", grace_s=_GRACE_S, tasks=sorted(TASKS))
            os._exit(1)  # every task can be killed at any moment; waiting longer would hold up the whole stop


def main() -> None:
    """Run a worker process."""
    settings = Settings()
    configure_logging(settings.log_level)
    run(serve(settings))


if __name__ == "__main__":
    main()
