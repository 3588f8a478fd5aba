"""Tells an incident to the message's author and the owners: a letter, a notice; with the caller's commit."""

from collections.abc import Sequence
from typing import Final

from otklik.automation.watch import repository
from otklik.automation.watch.contracts import How, Incident, IncidentKind, Sign, Unit, Verdict
from otklik.automation.watch.wording import describe, describe_host
from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.messaging.mail.hosts.repository import Host
from otklik.messaging.planning import moment
from otklik.messaging.promo import repository as promo
from otklik.messaging.promo.contracts import Pool
from otklik.push import service as push
from otklik.push.contracts import Notice
from otklik.workspaces.models import Session

TOPIC: Final = "watch"
"""Of the bus: the admin's count has changed."""


async def tell(engines: Engines, session: Session, told: Sequence[tuple[Incident, str]]) -> None:
    """Tell of incidents (each with the author of what it is about) that are not muted."""
    heard = [(incident, author) for incident, author in told if not incident.is_muted]
    connection = await driver_connection(session)
    for incident, author in heard:
        workspace_id = incident.workspace_id
        hearers = await repository.list_hearers(connection, workspace_id=workspace_id, authors=[author])
        path = _path(incident)
        for hearer in hearers[author]:
            words = describe(incident, language=hearer.language, link=f"{engines.public_url}{path}")
            await engines.mailer.send(
                session,
                to=hearer.email,
                subject=words.title,
                text=words.text,
                html=words.html,
                workspace_id=workspace_id,
            )
            await push.notify(
                engines,
                connection,
                workspace_id=workspace_id,
                member_ids=[hearer.id],
                notice=Notice("watch", words.title, words.body, path, f"watch:{incident.id}"),
            )


def _path(incident: Incident) -> str:
    if incident.scenario_id is None:
        return f"/messages/promo-codes?workspace={incident.workspace_id}"
    return f"/messages/{incident.scenario_id}/report?workspace={incident.workspace_id}"


async def tell_low(engines: Engines, session: Session, pools: Sequence[Pool]) -> None:
    """Pools of promo codes that run out, in the transaction that finds them so."""
    connection = await driver_connection(session)
    told: list[tuple[Incident, str]] = []
    for pool in pools:
        figures = (await promo.count_codes(connection, workspace_id=pool.workspace_id, pool_ids=[pool.id]))[
            pool.id
        ]
        verdict = Verdict(
            figures.free,
            figures.total,
            figures.total / 10,
            figures.total,
            0,
            Unit.COUNT,
            How.SHARE_LEFT,
            True,
        )
        incident = await repository.begin(
            connection,
            workspace_id=pool.workspace_id,
            sign=Sign(None, pool.name, IncidentKind.PROMO_LOW, verdict),
            cause="",
            is_muted=False,
            at=moment(),
        )
        if incident is not None:
            told.append((incident, pool.created_by))
    await tell(engines, session, told)


async def tell_host(engines: Engines, session: Session, host: Host) -> None:
    """A host that links of letters led over answers no longer: letters use the installation's name again."""
    connection = await driver_connection(session)
    hearers = await repository.list_hearers(connection, workspace_id=host.workspace_id, authors=[""])
    path = f"/settings/mail?workspace={host.workspace_id}"
    for hearer in hearers[""]:
        title, text = describe_host(host.host, language=hearer.language)
        await engines.mailer.send(
            session,
            to=hearer.email,
            subject=title,
            text=f"{text}\n\n{engines.public_url}{path}",
            workspace_id=host.workspace_id,
        )
        await push.notify(
            engines,
            connection,
            workspace_id=host.workspace_id,
            member_ids=[hearer.id],
            notice=Notice("watch", title, text, path, f"host:{host.host}"),
        )
