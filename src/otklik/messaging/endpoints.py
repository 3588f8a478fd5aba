"""What was said to people and how a workspace says it, over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query

from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging import (
    endpoints_contents,
    endpoints_forms,
    explaining,
    planning,
    repository,
    resending,
    settings,
)
from otklik.messaging.channels.webhook import webhook_secret
from otklik.messaging.confirming import endpoints as confirming_endpoints
from otklik.messaging.contracts import Channel
from otklik.messaging.deciding import PARKED
from otklik.messaging.design import endpoints as design_endpoints
from otklik.messaging.explaining import LARGEST
from otklik.messaging.mail import endpoints_letters, endpoints_out, endpoints_sending
from otklik.messaging.mail.hosts import endpoints as host_endpoints
from otklik.messaging.mail.providers import endpoints as provider_endpoints
from otklik.messaging.preferences import endpoints as preference_endpoints
from otklik.messaging.promo import endpoints as promo_endpoints
from otklik.messaging.schemas import (
    SendAnswer,
    SendDetails,
    SendList,
    TemplateAnswer,
    TemplateBody,
    TemplateFault,
    WebhookSecret,
)
from otklik.messaging.schemas_settings import MessagingSettings
from otklik.messaging.site import announcing
from otklik.messaging.site.channels import PULLED
from otklik.messaging.templates import service as templates
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["messages"])
router.include_router(endpoints_contents.router)
router.include_router(endpoints_forms.router)
router.include_router(promo_endpoints.router)
router.include_router(endpoints_sending.router)
router.include_router(endpoints_out.router)
router.include_router(endpoints_letters.router)
router.include_router(provider_endpoints.router)
router.include_router(host_endpoints.router)
router.include_router(design_endpoints.router)
router.include_router(preference_endpoints.router)
router.include_router(confirming_endpoints.router)
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
KeysAccess = Annotated[Actor, require(Permission.KEYS_WRITE)]
SendId = Annotated[int, Path(ge=1, le=LARGEST)]
_PAGE: Final = 50


@router.get("/profiles/{person_id}/messages")
async def list_messages(
    person_id: str,
    engines: EnginesDep,
    actor: ReadAccess,
    scenario: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    channel: Channel | None = None,
    limit: Annotated[int, Query(ge=1, le=explaining.MAX_PAGE - 1)] = _PAGE,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
) -> SendList:
    """What was, will or will not be said to a person, and why; the newest first."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )
    async with engines.postgres.connection() as connection:
        found = await repository.list_sends(
            connection,
            workspace_id=actor.workspace_id,
            people=person.members,
            scenario_id=scenario,
            channel=channel,
            before=int(cursor) if cursor else LARGEST,
            limit=limit + 1,
        )
    items = [SendAnswer.of(send, parked=PARKED) for send in found[:limit]]
    return SendList(items=items, next_cursor=str(items[-1].id) if len(found) > limit else None)


@router.get("/sends/{send_id}")
async def get_send(send_id: SendId, engines: EnginesDep, actor: ReadAccess) -> SendDetails:
    """One send with what it says."""
    async with engines.postgres.connection() as connection:
        send = await explaining.get_send(connection, workspace_id=actor.workspace_id, send_id=send_id)
        contents = await repository.list_contents(
            connection, workspace_id=actor.workspace_id, content_ids=[send.content_id]
        )
    _, content = contents.get(send.content_id, ("", {}))
    return SendDetails(**SendAnswer.of(send, parked=PARKED).model_dump(), content=content)


@router.post("/sends/{send_id}/resend")
async def resend(send_id: SendId, session: SessionDep, engines: EnginesDep, actor: WriteAccess) -> SendAnswer:
    """Send again what has an unknown end: the person may get it twice, which somebody has to want."""
    send = await resending.resend(session, actor=actor, send_id=send_id)
    connection = await driver_connection(session)
    await engines.bus.publish(planning.TOPIC, "", connection=connection)
    if send.channel in PULLED:
        await announcing.announce(
            engines.bus, connection, workspace_id=actor.workspace_id, homes=[send.profile_id]
        )
    return SendAnswer.of(send, parked=PARKED)


@router.get("/messaging/settings")
async def get_messaging_settings(session: SessionDep, actor: ReadAccess) -> MessagingSettings:
    """Caps, quiet hours, where leave is asked for, the global control group."""
    connection = await driver_connection(session)
    return await settings.get_settings(connection, workspace_id=actor.workspace_id)


@router.put("/messaging/settings")
async def put_messaging_settings(
    session: SessionDep, actor: WriteAccess, body: MessagingSettings
) -> MessagingSettings:
    """Set all of it; what is left out gets its default. Whatever is decided from now on goes by it."""
    return await settings.set_settings(session, actor=actor, new=body)


@router.post("/messaging/templates/check")
async def check_template(actor: ReadAccess, body: TemplateBody) -> TemplateAnswer:
    """Faults of a template with their places, and the variables it asks for."""
    del actor
    checked = templates.check(body.text)
    faults = [
        TemplateFault(
            code=fault.code,
            message=fault.message.format_map(dict(fault.params)),
            line=int(fault.params.get("line") or 1),
            column=int(fault.params.get("column") or 1),
        )
        for fault in checked.faults
    ]
    return TemplateAnswer(faults=faults, variables=list(checked.variables))


@router.get("/messaging/webhook-secret")
async def get_webhook_secret(engines: EnginesDep, actor: KeysAccess) -> WebhookSecret:
    """What calls of webhook steps are signed with (docs/reference/sends.md); for those who may see keys."""
    return WebhookSecret(secret=webhook_secret(engines.secrets, actor.workspace_id))
