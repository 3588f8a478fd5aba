"""Every example of the product's page on segments, from the stores to the answers of the API.

One workspace holds the person of each example. Each example's condition is asked of everybody at each of its
moments: the list, the count, the export and the explanation of each person say what the predicate says.
"""

import csv
import io
import json
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.events.store import Store
from tests.integration.segments.past import PastStore
from tests.unit.segments.cases.loading import FOLDER, Case, load_cases

from otklik.infra.engines import Engines
from otklik.kit.clock import format_ms
from otklik.segments.predicate.evaluation import holds

FIRST_HOME = 5_000
API = "/api/v1"
_SOURCES = {each["name"]: each for each in json.loads((FOLDER / "examples.json").read_text("utf-8"))["cases"]}
Json = dict[str, Any]


def examples() -> list[Case]:
    return [case for case in load_cases() if case.name in _SOURCES]


async def _post(api: httpx.AsyncClient, path: str, body: Json) -> Json:
    answer = await api.post(f"{API}{path}", json=body)
    assert answer.status_code == 200, (path, body, answer.text)
    found: Json = answer.json()
    return found


async def _fill(engines: Engines, workspace_id: int, cases: list[Case]) -> dict[int, Case]:
    """The person of each example, and the list that one of them names."""
    people = {FIRST_HOME + number: case for number, case in enumerate(cases)}
    store = PastStore(Store(engines, workspace_id))
    await store.add({home: case.past for home, case in people.items()})
    lists = {mark.key for case in cases for mark in case.past.marks if mark.kind == "list"}
    async with engines.postgres.connection() as connection:
        for number in lists:
            await connection.execute(
                "INSERT INTO people_lists (id, workspace_id, name)"
                " OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s)",
                (int(number), workspace_id, f"List {number}"),
            )
    return people


async def test_every_example_says_the_same_everywhere(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    cases = examples()
    assert len(cases) >= 15
    workspace = await make_workspace()
    people = await _fill(engines, workspace.id, cases)
    api = workspace.api
    wrong: list[str] = []
    for home, case in people.items():
        source = _SOURCES[case.name]["if"]
        for now_ms, answer in case.at:
            body = {"filter": source, "as_of": format_ms(now_ms)}
            expected = {
                each
                for each, other in people.items()
                if holds(case.condition, other.history, now_ms=now_ms, zone=case.zone)
            }
            page = await _post(api, "/profiles/search", {**body, "limit": 200})
            listed = {int(item["id"]) for item in page["items"]}
            if (home in listed) is not answer or listed != expected or page["total"] != len(expected):
                wrong.append(f"{case.name} at {format_ms(now_ms)}: {listed ^ expected} {page['total']}")
        counted = await _post(api, "/segments/count", body)
        if counted != {"count": len(expected), "as_of": format_ms(now_ms)}:
            wrong.append(f"{case.name}: {counted}")
    assert not wrong, "\n".join(wrong)


async def test_every_example_is_explained(engines: Engines, make_workspace: MakeWorkspace) -> None:
    cases = examples()
    workspace = await make_workspace()
    people = await _fill(engines, workspace.id, cases)
    api = workspace.api
    wrong: list[str] = []
    for home, case in people.items():
        source = _SOURCES[case.name]["if"]
        for now_ms, answer in case.at:
            body = {"filter": source, "as_of": format_ms(now_ms)}
            told = await _post(api, f"/segments/explain/{home}", body)
            if told["holds"] is not answer or told["explanation"]["holds"] is not answer:
                wrong.append(f"{case.name} at {format_ms(now_ms)}: {told}")
        if case.matched is not None:
            assert case.matched in _matched(told["explanation"]), case.name
    assert not wrong, "\n".join(wrong)


def _matched(node: Json) -> list[Json]:
    return [node["matched"], *(each for part in node["parts"] for each in _matched(part))]


async def test_an_export_is_the_list_and_the_sample_a_part_of_it(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    cases = examples()
    workspace = await make_workspace()
    await _fill(engines, workspace.id, cases)
    api = workspace.api
    body = {"filter": {"event": "$order_completed"}, "as_of": "2026-12-31T00:00:00Z"}
    counted = (await _post(api, "/segments/count", body))["count"]
    assert counted > 5
    pages, cursor = [], None
    while True:
        page = await _post(api, "/profiles/search", {**body, "limit": 2, "cursor": cursor})
        pages += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(pages) == len(set(pages)) == counted
    exported = await api.post(f"{API}/profiles/export.csv", json=body)
    rows = list(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert sorted(row["id"] for row in rows) == sorted(pages)
    sample = await _post(api, "/segments/sample", {**body, "limit": 3})
    assert {item["id"] for item in sample["items"]} <= set(pages)
    assert len(sample["items"]) == 3

    made = (await api.post(f"{API}/segments", json={"name": "Buyers", "filter": body["filter"]})).json()
    path = f"{API}/segments/{made['id']}"
    members = (await api.get(f"{path}/members", params={"limit": 200})).json()
    assert (members["total"], sorted(item["id"] for item in members["items"])) == (counted, sorted(pages))
    other = {"filter": {"not": {"segment": int(made["id"])}}}
    everybody = (await _post(api, "/profiles/search", {"as_of": "2026-12-31T00:00:00Z"}))["total"]
    assert (await _post(api, "/segments/count", other))["count"] == everybody - counted
    told = (await api.get(f"{path}/explain/{pages[0]}")).json()
    assert (told["holds"], told["explanation"]["kind"]) == (True, "event")
    assert told["explanation"]["words"]["ru"]
    inner = await _post(api, f"/segments/explain/{pages[0]}", other)
    segment = inner["explanation"]["parts"][0]
    assert (inner["holds"], segment["segment"]) == (False, {"id": made["id"], "name": "Buyers"})
    assert segment["parts"][0]["path"] == ""
    # An edit holds at once, before any follower has looked.
    await api.patch(path, json={"filter": {"event": "$never"}})
    assert (await _post(api, "/segments/count", other))["count"] == everybody
    assert (await api.get(f"{path}/members")).json()["total"] == 0


async def test_questions_are_refused_as_segments_are(make_workspace: MakeWorkspace) -> None:
    ours, theirs = await make_workspace(name="Ours"), await make_workspace(name="Theirs")
    foreign = (await theirs.api.post(f"{API}/segments", json={"name": "F", "filter": {"tag": "x"}})).json()
    for path in (
        "/segments/count",
        "/segments/sample",
        "/segments/describe",
        "/profiles/search",
        "/profiles/export.csv",
    ):
        answer = await ours.api.post(
            f"{API}{path}", json={"filter": {"all": [{"segment": int(foreign["id"])}]}}
        )
        fault = answer.json()["error"]["faults"][0]
        assert (answer.status_code, fault["path"], fault["code"]) == (
            422,
            "filter.all[0].segment",
            "unknown_segment",
        )
    for path in ("/segments/count", "/segments/sample", "/segments/describe"):
        answer = await ours.api.post(f"{API}{path}", json={"filter": None})
        assert answer.json()["error"]["faults"][0]["path"] == "filter", path
    for path in (
        f"/segments/{foreign['id']}/members",
        f"/segments/{foreign['id']}/explain/1",
        f"/segments/{foreign['id']}/growth",
        f"/segments/{foreign['id']}/changes",
    ):
        assert (await ours.api.get(f"{API}{path}")).json()["error"]["code"] == "no_segment", path
    nobody = await ours.api.post(f"{API}/segments/explain/77", json={"filter": {"tag": "x"}})
    assert nobody.status_code == 404
    told = await ours.api.post(f"{API}/segments/describe", json={"filter": {"event": "Order Completed"}})
    assert set(told.json()) == {"ru", "en"}
