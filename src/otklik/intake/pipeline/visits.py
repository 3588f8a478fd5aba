"""Sessions of a batch: which visit each event belongs to, and the `$session_started` events."""

from typing import Any, Final

from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.enrich import page_of
from otklik.intake.pipeline.event import BROWSER_DOOR, IMPORT_DOOR, SESSION_NUMBER, Derived, Event
from otklik.intake.pipeline.identify import device_of
from otklik.intake.pipeline.sessions import SessionBook, Touch
from otklik.intake.pipeline.sources import describe_source

_VISITING_DOORS: Final = frozenset({BROWSER_DOOR, IMPORT_DOOR})


def follow_sessions(batch: Batch, book: SessionBook) -> None:
    """Place every event of a device in log order; heartbeats prolong."""
    for event in batch.events:
        if event.drop == Drop.HEARTBEAT:
            _keep_open(batch, event, book)
        elif event.device and not event.drop and not event.is_bot:
            _place(batch, event, book)


def _keep_open(batch: Batch, event: Event, book: SessionBook) -> None:
    rules = batch.rules[event.workspace_id]
    if rules is None or not event.anonymous_id:
        return
    event.device = device_of(event.workspace_id, event.anonymous_id)
    event.session, _ = book.place(
        workspace_id=event.workspace_id,
        device=event.device,
        ts_ms=event.ts_ms,
        pos=event.pos,
        gap_ms=rules.gap_ms,
        touch=Touch.KEEPS,
    )


def _place(batch: Batch, event: Event, book: SessionBook) -> None:
    rules = batch.rules[event.workspace_id]
    if rules is None:
        return
    event.session, is_new = book.place(
        workspace_id=event.workspace_id,
        device=event.device,
        ts_ms=event.ts_ms,
        pos=event.pos,
        gap_ms=rules.gap_ms,
        touch=Touch.OPENS if event.door in _VISITING_DOORS else Touch.JOINS,
    )
    if is_new:
        batch.derived.append(
            Derived(
                cause=event,
                name="$session_started",
                number=SESSION_NUMBER,
                ts_ms=event.ts_ms,
                person=event.person,
                properties=_describe(event),
                source=event.door,
            )
        )


def _describe(event: Event) -> dict[str, Any]:
    """The properties of names.md that are known."""
    visit, context = event.visit, event.visit.context
    page = context.get("page")
    referrer = page.get("referrer") if isinstance(page, dict) else None
    if event.name == "$page_viewed":
        referrer = event.properties.get("referrer", referrer)
    source = describe_source(
        context=context, url=page_of(event), referrer=referrer if isinstance(referrer, str) else ""
    )
    known = {
        "device": visit.device_type,
        "browser": visit.browser,
        "os": visit.os,
        "screen": _screen(context.get("screen")),
        "language": context.get("locale"),
        "time_zone": context.get("timezone"),
        "country": visit.country,
        "city": visit.city,
    }
    return {**source, **{name: value for name, value in known.items() if isinstance(value, str) and value}}


def _screen(screen: object) -> str:
    if not isinstance(screen, dict) or not screen.get("width") or not screen.get("height"):
        return ""
    return f"{screen['width']}x{screen['height']}"
