"""The list of people narrowed by a condition keeps all it could do: search, stage, order, columns, pages."""

import asyncio
import csv
import io
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.events.store import Store, make_event

from otklik.events import outbox
from otklik.events.facts import Facts
from otklik.events.prepared import encode_rows
from otklik.events.sender import Sender
from otklik.infra.engines import Engines
from otklik.intake.pipeline.lease import hold_lease
from otklik.profiles.contracts import PropertyNowRow, PropertyWriteRow

SEARCH, EXPORT = "/api/v1/profiles/search", "/api/v1/profiles/export.csv"
ANN, PHONE, BOB, NEW, OTHER = 11, 12, 13, 14, 15
VIEWED = {"event": "$page_viewed"}


async def _search(api: httpx.AsyncClient, **body: object) -> dict[str, Any]:
    answer = await api.post(SEARCH, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _ids(api: httpx.AsyncClient, **body: object) -> list[int]:
    return [int(item["id"]) for item in (await _search(api, **body))["items"]]


async def test_conditions_and_filters_go_together(engines: Engines, make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    store, api = Store(engines, workspace.id), workspace.api
    await store.add_profile(ANN, user_id="u-1", name="Анна", email="ann@a.example", age=30)
    await store.add_profile(PHONE, root=ANN)
    await store.add_profile(BOB, name="Bob", phone="+79991234567", age=9)
    await store.add(
        make_event(ANN, "$page_viewed", at_s=0, country="RU"),
        make_event(PHONE, "$order_completed", at_s=10, properties={"order_id": 1, "amount": 10}),
        make_event(BOB, "$page_viewed", at_s=20, country="DE"),
        make_event(OTHER, "other", at_s=30),
    )
    rows = [PropertyNowRow(workspace.id, "$age", person, 1, age) for person, age in ((ANN, "30"), (BOB, "9"))]
    rows.append(PropertyNowRow(workspace.id, "$email", ANN, 1, '"ann@a.example"'))
    await engines.clickhouse.insert("property_now", encode_rows(rows), token="now")
    redirect = f"({workspace.id}, {PHONE}, {ANN}, 1, 1)"
    await engines.clickhouse.command(f"INSERT INTO redirects VALUES {redirect}", comment="test")
    await engines.clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="test")
    await Facts(engines).count_people((workspace.id, person) for person in (ANN, PHONE, BOB, OTHER))
    # He came a moment ago: no row of the list is written of him yet.
    await store.add(make_event(NEW, "$page_viewed", at_s=40))

    assert set(await _ids(api)) == {ANN, BOB, OTHER}, "without a condition only counted ones are listed"
    page = await _search(api, filter=VIEWED)
    assert (page["total"], [int(item["id"]) for item in page["items"]]) == (3, [NEW, BOB, ANN])
    assert (page["items"][0]["stage"], page["items"][0]["country"]) == ("visitor", "")
    both = {"all": [VIEWED, {"event": "$order_completed"}]}
    assert await _ids(api, filter=both) == [ANN], "over all his homes"
    assert await _ids(api, filter={"not": both}) == [NEW, OTHER, BOB]
    assert await _ids(api, filter=VIEWED, stage="lead") == [BOB]
    assert await _ids(api, filter=VIEWED, stage="visitor") == [NEW]
    assert await _ids(api, filter=VIEWED, search="ann@a") == [ANN]
    assert await _ids(api, filter=VIEWED, search=str(OTHER)) == []
    assert await _ids(api, filter=VIEWED, online=False) == [NEW, BOB, ANN]
    assert await _ids(api, filter=VIEWED, sort={"by": "$age", "desc": False}) == [BOB, ANN, NEW]
    shown = await _search(api, filter=both, columns=["$age", "$orders_count"])
    assert shown["items"][0]["properties"] == {"$age": 30, "$orders_count": 1}
    for sort in ({"by": "country", "desc": False}, {"by": "$age", "desc": True}, {"by": "revenue"}):
        whole = await _ids(api, filter={"event": "*"}, sort=sort)
        paged: list[int] = []
        cursor = None
        while True:
            page = await _search(api, filter={"event": "*"}, sort=sort, limit=1, cursor=cursor)
            paged += [int(item["id"]) for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert paged == whole, sort
        assert len(whole) == 4
    exported = await api.post(EXPORT, json={"filter": VIEWED, "columns": ["$age"]})
    table = list(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert [(int(row["id"]), row["$age"]) for row in table] == [(NEW, ""), (BOB, "9"), (ANN, "30")]
    assert (await _search(api, as_of="2026-01-10T12:00:15Z"))["total"] == 1, "who existed by then"
    assert (await _search(api, as_of="0001-01-01T00:00:00Z", filter=VIEWED))["total"] == 0
    assert (await _search(api, as_of="9999-12-31T23:59:59Z", filter=VIEWED))["total"] == 3
    audit = (await (await workspace.owner()).get("/api/v1/audit")).json()["items"]
    noted = [entry["details"]["filter"] for entry in audit if entry["action"] == "people.exported"]
    assert noted == [VIEWED]


async def test_values_held_are_explained_by_their_writes(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    workspace = await make_workspace()
    store, api = Store(engines, workspace.id), workspace.api
    await store.add_profile(ANN)
    await store.add_profile(PHONE, root=ANN)
    start_ms = 1_780_000_000_000
    day_ms = 86_400_000
    writes = [(ANN, 0, "set", '"free"'), (PHONE, 3, "set", '"paid"'), (ANN, 5, "set", '"paid"')]
    rows = [
        PropertyWriteRow(
            workspace.id, "plan", home, str((start_ms + day * day_ms) << 64 | day),
            str(start_ms + day * day_ms), op, value, "api", "",
        )
        for home, day, op, value in writes
    ]  # fmt: skip
    await engines.clickhouse.insert("property_writes", encode_rows(rows), token="writes")
    paid = {"property": "plan", "op": "for_at_least", "value": {"value": "paid", "duration": "P30D"}}
    for person in (ANN, PHONE):
        told = (await api.post(f"/api/v1/segments/explain/{person}", json={"filter": paid})).json()
        node = told["explanation"]
        assert (told["person_id"], told["holds"], node["found"]) == (str(ANN), True, "paid")
        assert node["since"] == "2026-05-31T20:26:40.000Z", "a repeat does not restart it"
    early = {"filter": paid, "as_of": "2026-05-29T00:00:00Z"}
    told = (await api.post(f"/api/v1/segments/explain/{ANN}", json=early)).json()
    assert (told["holds"], told["explanation"]["found"]) == (False, "free")
    before = {"filter": {"not": {"tag": "x"}}, "as_of": "2026-01-01T00:00:00Z"}
    told = (await api.post(f"/api/v1/segments/explain/{ANN}", json=before)).json()
    assert (told["holds"], told["explanation"]["failing"]) == (False, "absent")


async def test_what_was_said_before_the_question_is_in_its_answer(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    workspace = await make_workspace()
    store, api = Store(engines, workspace.id), workspace.api
    await store.add_profile(ANN, user_id="u-1", name="Anna")
    await store.add(make_event(ANN, "$page_viewed", at_s=0))
    assert (await api.put(f"/api/v1/profiles/{ANN}/tags/vip")).is_success

    async def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    assert await _ids(api, filter={"tag": "vip"}) == [], "nobody ships what was said: nothing is waited for"
    async with hold_lease(engines.postgres):
        question = asyncio.create_task(_ids(api, filter={"tag": "vip"}))
        done, _ = await asyncio.wait({question}, timeout=0.2)
        assert not done, "the tag is on its way"
        assert await outbox.pack_next(engines.postgres) is not None
        await Sender(engines.postgres, engines.clickhouse, on_poison=refuse).recover()
        assert await question == [ANN]
