import csv
import io
from typing import Any

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.events.conftest import ANN, ANNS_PHONE, BOB, VISITOR, Shop
from tests.integration.events.store import make_event

from otklik.events.prepared import encode_rows
from otklik.profiles.contracts import PropertyNowRow

SEARCH = "/api/v1/profiles/search"
EXPORT = "/api/v1/profiles/export.csv"


async def _search(shop: Shop, **body: Any) -> dict[str, Any]:  # noqa: ANN401 - the body of a request
    answer = await shop.api.post(SEARCH, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _ids(shop: Shop, **body: Any) -> list[int]:  # noqa: ANN401 - the body of a request
    return [int(item["id"]) for item in (await _search(shop, **body))["items"]]


async def _set_property(shop: Shop, name: str, values: dict[int, str]) -> None:
    """Present values as JSON text, as profiles ship them."""
    rows = [PropertyNowRow(shop.workspace.id, name, person, 1, value) for person, value in values.items()]
    await shop.engines.clickhouse.insert("property_now", encode_rows(rows), token=f"p-{name}")


async def test_rows_show_what_is_known(shop: Shop) -> None:
    page = await _search(shop, columns=["$age", "$country", "$city", "$orders_count", "nothing"])
    assert (page["total"], page["next_cursor"]) == (3, None)
    visitor, ann, bob = page["items"]
    assert ann == {
        "id": str(ANN),
        "name": "Анна Орлова",
        "email": "ann@a.example",
        "phone": None,
        "user_id": "u-1",
        "stage": "user",
        "first_seen": "2026-01-10T12:00:00.000Z",
        "last_seen": "2026-01-10T12:00:20.000Z",
        "sessions_count": 0,
        "pages_count": 2,
        "country": "RU",
        "city": "",
        "is_online": False,
        "orders_count": 1,
        "revenue": "99.9",
        "properties": {"$age": 30, "$country": "RU", "$city": "Тверь", "$orders_count": 1},
    }
    assert (bob["stage"], visitor["stage"], visitor["name"]) == ("lead", "visitor", None)


async def test_the_order_is_kept_over_pages(shop: Shop) -> None:
    assert await _ids(shop) == [VISITOR, ANN, BOB]
    assert await _ids(shop, sort={"by": "revenue", "desc": True}) == [BOB, ANN, VISITOR]
    assert await _ids(shop, sort={"by": "$first_seen", "desc": False}) == [ANN, BOB, VISITOR]
    assert await _ids(shop, sort={"by": "country", "desc": False}) == [VISITOR, ANN, BOB]  # unset last
    await _set_property(shop, "age", {ANN: "30", BOB: '"9"', VISITOR: '"young"'})
    assert await _ids(shop, sort={"by": "age", "desc": False}) == [BOB, ANN, VISITOR]
    assert await _ids(shop, sort={"by": "age", "desc": True}) == [ANN, BOB, VISITOR]
    await _set_property(shop, "$name", {ANN: '"Анна"', BOB: '"Bob"'})
    for by in ("name", "age", "revenue", "last_seen", "country"):
        for desc in (True, False):
            whole = await _ids(shop, sort={"by": by, "desc": desc})
            paged: list[int] = []
            cursor = None
            while True:
                page = await _search(shop, sort={"by": by, "desc": desc}, limit=1, cursor=cursor)
                paged += [int(item["id"]) for item in page["items"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            assert paged == whole, (by, desc)


SEARCHES: list[tuple[str, list[int]]] = [
    ("анна", [ANN]),
    ("Орлова", [ANN]),
    ("ann@a.example", [ANN]),
    ("A.EXAMPLE", [ANN]),
    ("100%", [BOB]),
    ("%", [BOB]),
    ("_", []),
    ("4567", [BOB]),
    ("8 (999) 123-45-67", [BOB]),
    ("567", []),
    (str(ANN), [ANN]),
    (str(ANNS_PHONE), [ANN]),
    (str(VISITOR), [VISITOR]),
    ("u-1", [ANN]),
    ("device-7", [BOB]),
    ("'; DROP TABLE people; --", []),
    ("\\", []),
    ("\x00", [VISITOR, ANN, BOB]),
    ("9" * 40, []),
]


async def test_quick_search_finds_by_name_contact_and_id(shop: Shop) -> None:
    await _set_property(shop, "$name", {ANN: '"Анна Орлова"', BOB: '"Bob 100%"'})
    await _set_property(shop, "$email", {ANN: '"ann@a.example"'})
    async with shop.engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO identities VALUES (%(w)s, 'user_id', 'u-1', %(ann)s, now()),"
            " (%(w)s, 'anonymous_id', 'device-7', %(bob)s, now())",
            {"w": shop.workspace.id, "ann": ANN, "bob": BOB},
        )
    for text, found in SEARCHES:
        page = await _search(shop, search=text)
        assert ([int(item["id"]) for item in page["items"]], page["total"]) == (found, len(found)), text


async def test_filters_by_stage_and_presence(shop: Shop) -> None:
    async with shop.engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO presence VALUES (%(w)s, 1, %(phone)s, 'u', 't', now(), now()),"
            " (%(w)s, 2, %(bob)s, 'u', 't', now(), now() - interval '10 minutes')",
            {"w": shop.workspace.id, "phone": ANNS_PHONE, "bob": BOB},
        )
    assert await _ids(shop, stage="lead") == [BOB]
    assert await _ids(shop, stage="user") == [ANN]
    assert await _ids(shop, stage="visitor") == [VISITOR]
    assert await _ids(shop, online=True) == [ANN]
    assert await _ids(shop, online=False) == [VISITOR, BOB]
    assert [item["is_online"] for item in (await _search(shop))["items"]] == [False, True, False]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"limit": 0}, "limit"),
    ({"limit": 201}, "limit"),
    ({"stage": "king"}, "stage"),
    ({"sort": {"by": ""}}, "sort.by"),
    ({"columns": ["x"] * 51}, "columns"),
    ({"cursor": "nonsense"}, "cursor"),
    ({"filter": {}}, "filter"),
]


async def test_bad_queries_are_refused(shop: Shop) -> None:
    for body, path in BAD:
        answer = await shop.api.post(SEARCH, json=body)
        assert (answer.status_code, answer.json()["error"]["faults"][0]["path"]) == (422, path), body


async def test_a_cursor_belongs_to_its_order(shop: Shop) -> None:
    cursor = (await _search(shop, limit=1))["next_cursor"]
    other = await shop.api.post(SEARCH, json={"cursor": cursor, "sort": {"by": "revenue"}})
    assert (other.status_code, other.json()["error"]["code"]) == (422, "bad_cursor")


async def test_csv_holds_everybody_and_no_formula(shop: Shop) -> None:
    async with shop.engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE profiles SET properties = properties || %s WHERE id = %s",
            ('{"$name": "=cmd|calc", "note": "@x"}', BOB),
        )
    body = {"columns": ["note", "$country"], "limit": 1, "sort": {"by": "first_seen", "desc": False}}
    answer = await shop.api.post(EXPORT, json=body)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == [str(ANN), str(BOB), str(VISITOR)]
    assert (rows[1]["name"], rows[1]["note"], rows[1]["phone"]) == ("'=cmd|calc", "'@x", "+79991234567")
    assert (rows[0]["revenue"], rows[0]["$country"]) == ("99.9", "RU")
    journal = await (await shop.workspace.owner()).get("/api/v1/audit?limit=5")
    assert "people.exported" in [entry["action"] for entry in journal.json()["items"]]


async def test_csv_goes_over_many_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otklik.events.people.EXPORT_PAGE", 2)
    people = range(1000, 1007)
    await shop.store.add(*(make_event(person, "x", at_s=person) for person in people))
    await shop.count(*people)
    rows = list(
        csv.DictReader(io.StringIO((await shop.api.post(EXPORT, json={})).text.removeprefix("\ufeff")))
    )
    assert len({row["id"] for row in rows}) == len(rows) == 10


async def test_strangers_and_weak_roles_see_nobody(shop: Shop, make_workspace: MakeWorkspace) -> None:
    other = await make_workspace(name="Cafe")
    anonymous = shop.workspace.make_client()
    anonymous.headers["X-Otklik-CSRF"] = "1"
    operator = await shop.workspace.as_role("operator")
    foreign = await other.owner()
    foreign.headers["X-Otklik-Workspace"] = str(shop.workspace.id)
    assert (await anonymous.post(SEARCH, json={})).status_code == 401
    assert (await anonymous.post(EXPORT, json={})).status_code == 401
    assert (await operator.post(SEARCH, json={})).status_code == 200
    assert (await operator.post(EXPORT, json={})).status_code == 403
    assert (await foreign.post(SEARCH, json={})).status_code == 404
    assert (await other.api.post(SEARCH, json={})).json() == {"items": [], "next_cursor": None, "total": 0}
    cursor = (await _search(shop, limit=1))["next_cursor"]
    assert (await other.api.post(SEARCH, json={"cursor": cursor})).json()["items"] == []
