"""What browsers look out for, and what comes of it when they say that it came true."""

from typing import Final

import msgspec

from otklik.automation import appearing, entering, letting, repository_saved
from otklik.automation.books import Shelf
from otklik.automation.contracts import Beginning, Book, ScenarioStatus
from otklik.automation.engine.runs import Context
from otklik.automation.filtering import Team, audience_of
from otklik.automation.graph.entries import Measured, OnBrowser, PageRule
from otklik.automation.stepping import TOPIC
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import now_ms
from otklik.kit.ids import derive_id

MAX_VIEW: Final = 100
EVENTS: Final = {
    Measured.SCROLL: "$scrolled",
    Measured.EXIT_INTENT: "$exit_intent",
    Measured.TIME_ON_PAGE: "$time_on_page",
    Measured.TIME_ON_SITE: "$time_on_site",
}
"""The standard events of these; what the others measure is told to templates as `$browser_trigger`."""
OTHER_EVENT: Final = "$browser_trigger"
_AMOUNTS: Final = {
    Measured.SCROLL: "percent",
    Measured.TIME_ON_PAGE: "seconds",
    Measured.TIME_ON_SITE: "seconds",
    Measured.PAGES: "count",
}


class BrowserTrigger(msgspec.Struct, frozen=True, omit_defaults=True):
    """A trigger as browsers are told it. `key` stays the same while scenario and trigger do.

    `pages` and `devices` spare the browser what the server would refuse; the server judges all of it again.
    """

    key: str
    kind: Measured
    percent: int | None = None
    seconds: int | None = None
    count: int | None = None
    of: str | None = None
    selector: str | None = None
    name: str | None = None
    pages: tuple[PageRule, ...] = ()
    devices: tuple[str, ...] = ()


async def list_browser_triggers(connection: Connection, *, workspace_id: int) -> list[BrowserTrigger]:
    """What the browsers of a workspace look out for: triggers of its active scenarios, each once."""
    books = await Shelf().load_books(connection, workspace_id=workspace_id, begun_by=("browser", "saved"))
    found = {
        each.key: each
        for _, book in sorted(books.items())
        if book.status is ScenarioStatus.ACTIVE
        for trigger in book.graph.entry.triggers
        if isinstance(trigger, OnBrowser)
        for each in [_show(book, trigger)]
    }
    return list(found.values())


def _show(book: Book, trigger: OnBrowser) -> BrowserTrigger:
    filters, key = book.graph.entry.filters, make_key(book.scenario_id, trigger)
    shown = BrowserTrigger(key, trigger.what, pages=filters.pages, devices=filters.devices)
    if trigger.what in _AMOUNTS:
        amount = {_AMOUNTS[trigger.what]: trigger.amount, "of": trigger.of or None}
        return msgspec.structs.replace(shown, **amount)
    if trigger.what in {Measured.ELEMENT_SEEN, Measured.CLICK}:
        return msgspec.structs.replace(shown, selector=trigger.text)
    return msgspec.structs.replace(shown, name=trigger.text or None)


def make_key(scenario_id: int, trigger: OnBrowser) -> str:
    """The trigger's name among those of all scenarios."""
    place = derive_id("browser", trigger.what.value, trigger.amount, trigger.of, trigger.text)
    return f"{scenario_id}-{place:x}"


async def fire(
    engines: Engines,
    *,
    workspace_id: int,
    profile_id: int,
    trigger: str,
    view: str,
    page: str = "",
    device: str = "",
    operators_online: bool = False,
) -> bool:
    """A browser says that a trigger came true: let the person begin if all else allows it; whether he did.

    Begins once by (trigger, view), however often it is said. `trigger`: a BrowserTrigger's key; `device`:
    desktop, mobile or tablet. False as well for a trigger that is gone, or whose scenario is not active.
    """
    scenario_id, _, _ = trigger.partition("-")
    if not scenario_id.isascii() or not scenario_id.isdigit() or not 0 < len(view) <= MAX_VIEW:
        return False
    async with engines.postgres.connection() as connection:
        books = await Shelf().load_books(
            connection, workspace_id=workspace_id, scenario_ids=[int(scenario_id[:18])]
        )
    found = _find(books.get(int(scenario_id[:18])), trigger)
    if found is None:
        return False
    book, number, which = found
    beginning = _make_beginning(book, number, which, profile_id, view, page, device)
    team = Team(is_online=operators_online)
    if book.graph.entry.filters.team:
        team = await letting.look_at_team(engines, workspace_id=workspace_id, is_online=operators_online)
    admitted = await _let_in(engines, book, beginning, team)
    async with engines.postgres.connection() as connection:
        await repository_saved.count_fired(
            connection, workspace_id=workspace_id, fired=letting.list_fired([beginning], books)
        )
        begun = await entering.begin_runs(
            connection, workspace_id=workspace_id, beginnings=admitted, books=books, now_ms=beginning.at_ms
        )
        if begun:
            await engines.bus.publish(TOPIC, "", connection=connection)
    return bool(begun)


async def _let_in(engines: Engines, book: Book, beginning: Beginning, team: Team) -> list[Beginning]:
    """Itself if it may begin. Whose visit is not stored yet is asked about once more when it is."""
    workspace_id, entry = book.workspace_id, book.graph.entry

    async def ask() -> list[Beginning]:
        books, teams = {book.scenario_id: book}, {workspace_id: team}
        return await letting.let_in(engines, books, [beginning], now_ms=now_ms(), teams=teams)

    admitted = await ask()
    asks_store = audience_of(entry.audience, entry.filters) is not None
    if admitted or not asks_store:
        return admitted
    is_here = await appearing.wait_for_visit(engines, workspace_id=workspace_id, home=beginning.home)
    return await ask() if is_here else []


def _find(book: Book | None, key: str) -> tuple[Book, int, OnBrowser] | None:
    if book is None or book.status is not ScenarioStatus.ACTIVE:
        return None
    for number, each in enumerate(book.graph.entry.triggers):
        if isinstance(each, OnBrowser) and make_key(book.scenario_id, each) == key:
            return book, number, each
    return None


def _make_beginning(
    book: Book, number: int, trigger: OnBrowser, home: int, view: str, page: str, device: str
) -> Beginning:
    at_ms = now_ms()
    properties = {"trigger": trigger.what.value, "url": page}
    if trigger.what in _AMOUNTS:
        properties[_AMOUNTS[trigger.what]] = str(trigger.amount)
    if trigger.text:
        properties["name" if trigger.what is Measured.CALL else "selector"] = trigger.text
    return Beginning(
        book.scenario_id,
        book.version_id,
        home,
        f"b{make_key(book.scenario_id, trigger)}:{view}",
        at_ms,
        at_ms,
        Context(EVENTS.get(trigger.what, OTHER_EVENT), at_ms, 0, properties, number),
        page,
        device,
    )
