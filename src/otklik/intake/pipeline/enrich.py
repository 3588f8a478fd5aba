"""Device, place, page and bot of every visit; which events are quiet."""

from typing import Any, Final

import msgspec

from otklik.intake.pipeline.agents import parse_agent
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.event import BROWSER_DOOR, Event, Visit
from otklik.intake.pipeline.geo import Geo, anonymise_ip
from otklik.intake.pipeline.rules import Rules
from otklik.kit.text import clean_text

MAX_URL_CHARS: Final = 2_048
_encode = msgspec.json.Encoder().encode


def enrich(batch: Batch, geo: Geo) -> None:
    """Fill every kept event's visit (shared by events of one request, so done once) and its flags."""
    for event in batch.events:
        if event.drop:
            continue
        rules = batch.rules[event.workspace_id]
        if rules is None:
            continue
        visit = event.visit
        if not visit.is_enriched:
            _enrich_visit(visit, rules, geo)
        event.is_bot = visit.is_bot and event.door == BROWSER_DOOR
        event.is_quiet = event.is_quiet or event.is_bot or event.received_ms - event.ts_ms > rules.late_ms


def _enrich_visit(visit: Visit, rules: Rules, geo: Geo) -> None:
    agent = parse_agent(visit.user_agent)
    visit.browser, visit.os, visit.device_type = agent.browser, agent.os, agent.device_type
    visit.is_bot = agent.is_bot
    if visit.ip:
        visit.country, visit.city = geo.locate(visit.ip, rules.language)
        if rules.settings.anonymize_ip:
            visit.ip = anonymise_ip(visit.ip)
    visit.url = _page_url(visit.context)
    visit.context_text = _encode(_stored_context(visit)).decode()
    visit.is_enriched = True


def _page_url(context: dict[str, Any]) -> str:
    page = context.get("page")
    url = page.get("url") if isinstance(page, dict) else None
    return clean_text(url, MAX_URL_CHARS) if isinstance(url, str) else ""


def _stored_context(visit: Visit) -> dict[str, Any]:
    """What the sender told, with the address and user agent that we go by."""
    context = visit.context.copy()
    for name in ("ip", "userAgent", "direct"):
        context.pop(name, None)
    if visit.ip:
        context["ip"] = visit.ip
    if visit.user_agent:
        context["userAgent"] = clean_text(visit.user_agent, MAX_URL_CHARS)
    return context


def page_of(event: Event) -> str:
    """The address of the page an event happened on."""
    url = event.properties.get("url") if event.name == "$page_viewed" else None
    return clean_text(url, MAX_URL_CHARS) if isinstance(url, str) else event.visit.url
