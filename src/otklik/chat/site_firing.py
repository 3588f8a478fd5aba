"""A trigger came true in a browser: on the card as an event, and to the scenarios that look out for it."""

from typing import Any, Final

from otklik.automation import service as automation
from otklik.automation.service import BrowserTrigger
from otklik.chat import repository_firing
from otklik.chat.site_bodies import Fired
from otklik.chat.visitors import Visitor
from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.intake.pipeline.agents import parse_agent
from otklik.kit.clock import now_ms
from otklik.kit.text import clean_text
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent

_EVENTS: Final = {
    "scroll": ("$scrolled", "depth", "percent"),
    "exit_intent": ("$exit_intent", "", ""),
    "time_on_page": ("$time_on_page", "seconds", "seconds"),
    "time_on_site": ("$time_on_site", "seconds", "seconds"),
}
"""By kind: (name of the event, its property, the trigger's own field)."""
MAX_TEXT: Final = 200


async def fire(
    engines: Engines,
    *,
    visitor: Visitor,
    trigger: BrowserTrigger,
    fired: Fired,
    user_agent: str,
    is_team_here: bool,
) -> bool:
    """Let the server judge it; whether somebody began a scenario by it. Repeats by view change nothing."""
    await _note(engines, visitor, trigger, fired)
    return await automation.fire(
        engines,
        workspace_id=visitor.workspace_id,
        profile_id=visitor.profile_id,
        trigger=trigger.key,
        view=f"{visitor.device_id}:{fired.view}",
        page=clean_text(fired.page.url, 2_000) if fired.page else "",
        device=parse_agent(user_agent).device_type,
        operators_online=is_team_here,
    )


async def _note(engines: Engines, visitor: Visitor, trigger: BrowserTrigger, fired: Fired) -> None:
    """The standard event, once a view and trigger."""
    known = _EVENTS.get(trigger.kind)
    if known is None:
        return
    name, own, asked = known
    properties: dict[str, Any] = _read_details(fired)
    if own:
        properties.setdefault(own, getattr(trigger, asked))
    if fired.page is not None:
        properties |= {"url": clean_text(fired.page.url, 2_000), "title": clean_text(fired.page.title, 500)}
    async with engines.postgres.connection() as connection:
        if not await repository_firing.note_firing(
            connection,
            workspace_id=visitor.workspace_id,
            device_id=visitor.device_id,
            trigger=trigger.key,
            view=fired.view,
        ):
            return
        position = await profiles.next_position(connection)
        event = SystemEvent(visitor.workspace_id, visitor.profile_id, name, now_ms(), position, properties)
        await ship_rows(connection, {}, [event])


def _read_details(fired: Fired) -> dict[str, Any]:
    """Numbers and short texts; whatever else a page made up is left out."""
    taken: dict[str, Any] = {}
    for name, value in fired.details.items():
        key = clean_text(name, 60)
        if isinstance(value, str):
            taken[key] = clean_text(value, MAX_TEXT)
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:  # noqa: PLR2004 - what JSON keeps whole
            taken[key] = value
    return taken
