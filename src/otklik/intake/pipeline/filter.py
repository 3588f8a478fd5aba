"""Drops what a workspace does not want, before anything is decided about it."""

from typing import Any

from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.event import BROWSER_DOOR, Event
from otklik.intake.pipeline.rules import Rules
from otklik.profiles.consents import CONSENT_EVENTS
from otklik.profiles.subscriptions import SUBSCRIPTION_EVENTS, read_subscription


def drop_unwanted(batch: Batch) -> None:
    """Give a reason to events of deleted workspaces, of strangers, and to those without consent.

    Heartbeats are not stored, but show presence: they are bound as well.
    """
    for event in batch.events:
        rules = batch.rules[event.workspace_id]
        if rules is None:
            event.drop = Drop.UNKNOWN_WORKSPACE
        elif event.drop in ("", Drop.HEARTBEAT):
            event.drop = _find_reason(event, rules) or event.drop


def _find_reason(event: Event, rules: Rules) -> str:
    return _find_unwanted(event, rules) or (Drop.UNKNOWN_CHANNEL if _is_aimless(event) else "")


def _is_aimless(event: Event) -> bool:
    """Whether it is about a subscription that does not exist: kept, it would look as if it had worked."""
    return event.name in SUBSCRIPTION_EVENTS and read_subscription(event.properties) is None


def _find_unwanted(event: Event, rules: Rules) -> str:
    settings = rules.settings
    if settings.only_registered and not event.user_id:
        return Drop.NOT_REGISTERED
    if event.door != BROWSER_DOOR:
        return ""
    context = event.visit.context
    if settings.respect_dnt and _says(context, "doNotTrack"):
        return Drop.DO_NOT_TRACK
    if _refuses(context.get("consent")) and event.name not in CONSENT_EVENTS:
        return Drop.NO_CONSENT
    return ""


def _says(context: dict[str, Any], name: str) -> bool:
    return context.get(name) in (True, "1", "true", "yes")


def _refuses(consent: object) -> bool:
    """A page that says `"processing": false` sends nothing itself; whatever else sends so is not kept."""
    return isinstance(consent, dict) and consent.get("processing") is False
