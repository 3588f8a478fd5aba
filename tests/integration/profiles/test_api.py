"""The card and its changes over HTTP: who may, what comes back, what is stored."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from otklik.kit.clock import now_ms
from otklik.profiles.contracts import IdentityCall, ListSink, PropertyWrite
from otklik.profiles.service import IdentityCache, apply_writes, resolve_identities

MakeWorkspace = Callable[..., Awaitable[Any]]


class Shop:
    """A workspace with some people in it."""

    def __init__(self, workspace: Any) -> None:  # noqa: ANN401 - the fixture's class has no importable name
        self.workspace = workspace
        self.id: int = workspace.id
        self.api: httpx.AsyncClient = workspace.api
        self.position = 1 << 24

    async def see(self, device: str | None = None, user: str | None = None, **properties: object) -> str:
        """An event of somebody, with properties; the person's id."""
        self.position += 1 << 24
        at = now_ms() - 60_000 + (self.position >> 24)
        async with self.workspace.engines.postgres.connection() as connection:
            call = IdentityCall(self.id, device, user, None, at, self.position, is_kept=bool(properties))
            found = (
                await resolve_identities(
                    connection,
                    calls=[call],
                    cache=IdentityCache(),
                    sink=ListSink(),
                    secrets=self.workspace.engines.secrets,
                )
            )[0]
            writes = [
                PropertyWrite(
                    self.id,
                    found.person,
                    "set",
                    f"${name}",
                    value,
                    at,
                    self.position,
                    index,
                    "browser",
                    "",
                    "",
                )
                for index, (name, value) in enumerate(properties.items())
            ]
            await apply_writes(
                connection, writes=writes, sink=ListSink(), secrets=self.workspace.engines.secrets
            )
        return str(found.person)

    async def card(self, person_id: str) -> dict[str, Any]:
        answer = await self.api.get(f"/api/v1/profiles/{person_id}")
        assert answer.status_code == 200, answer.text
        card: dict[str, Any] = answer.json()
        return card

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self.workspace.engines.postgres.connection() as connection:
            found: list[tuple[Any, ...]] = await (await connection.execute(sql.encode())).fetchall()
            return found


@pytest.fixture
async def shop(make_workspace: MakeWorkspace) -> Shop:
    return Shop(await make_workspace())


async def test_a_card_shows_what_is_known(shop: Shop) -> None:
    person = await shop.see("d1", email="Anna@x.ru", name="Anna")
    await shop.see("d1", "u1")
    other = await shop.see("d2", email="anna@X.ru")
    card = await shop.card(person)
    assert (card["id"], card["user_id"], card["stage"]) == (person, "u1", "user")
    assert card["properties"] == {"$email": "Anna@x.ru", "$name": "Anna", "$user_id": "u1"}
    assert card["origins"]["$email"]["source"] == "browser"
    assert {(each["kind"], each["value"]) for each in card["identities"]} == {
        ("anonymous_id", "d1"),
        ("user_id", "u1"),
    }
    assert card["duplicates"] == [{"id": other, "name": None, "email": "anna@x.ru", "reason": "email"}]
    assert (await shop.card(other))["stage"] == "lead"


async def test_people_are_found_by_what_names_them(shop: Shop) -> None:
    person = await shop.see("d/1 ?", "u1", email="anna@x.ru", phone="+79991234567")
    for path in ("user_id/u1", "anonymous_id/d%2F1%20%3F", "email/ANNA@x.ru", "phone/8 (999) 123-45-67"):
        answer = await shop.api.get(f"/api/v1/profiles/by/{path}")
        assert answer.status_code == 200, (path, answer.text)
        assert answer.json()["id"] == person
    for path in ("user_id/u2", "email/b@x.ru", "phone/1", "anonymous_id/never-seen"):
        assert (await shop.api.get(f"/api/v1/profiles/by/{path}")).status_code == 404
    assert (await shop.api.get("/api/v1/profiles/by/colour/red")).status_code == 422


async def test_an_address_of_two_people_is_ambiguous(shop: Shop) -> None:
    both = {await shop.see("d1", email="a@x.ru"), await shop.see("d2", email="a@x.ru")}
    answer = await shop.api.get("/api/v1/profiles/by/email/a@x.ru")
    assert answer.status_code == 409
    assert set(answer.json()["error"]["params"]["candidates"].split(",")) == both


async def test_an_edit_is_read_at_once_and_tells_its_author(shop: Shop) -> None:
    person = await shop.see("d1", email="a@x.ru")
    operations = [
        {"op": "set", "key": "$phone", "value": "8 (999) 123-45-67"},
        {"op": "add", "key": "points", "value": 2},
        {"op": "delete", "key": "$email"},
    ]
    answer = await shop.api.patch(f"/api/v1/profiles/{person}", json={"operations": operations})
    assert answer.status_code == 200, answer.text
    assert answer.json()["properties"] == {"$phone": "+79991234567", "points": 2}
    origin = answer.json()["origins"]["$phone"]
    assert origin["source"] == "api"
    assert origin["author"]
    assert await shop.rows("SELECT rows FROM outbox") == [
        ({"property_writes": 3, "property_now": 3, "events": 3},)
    ]


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ({"op": "explode", "key": "a"}, "operations.0.op"),
        ({"op": "set", "key": ""}, "operations.0.key"),
        ({"op": "add", "key": "a", "value": "many"}, "operations.0.value"),
        ({"op": "union", "key": "a"}, "operations.0.value"),
        ({"op": "set", "key": "$score", "value": 100}, "operations.0.key"),
        ({"op": "set", "key": "a", "value": 1, "when": 2}, "operations.0.when"),
    ],
)
async def test_a_wrong_edit_changes_nothing(shop: Shop, operation: dict[str, object], path: str) -> None:
    person = await shop.see("d1", email="a@x.ru")
    answer = await shop.api.patch(f"/api/v1/profiles/{person}", json={"operations": [operation]})
    assert answer.status_code == 422
    assert answer.json()["error"]["faults"][0]["path"] == path
    assert (await shop.card(person))["properties"] == {"$email": "a@x.ru"}


async def test_merge_and_undo_restore_both_cards(shop: Shop) -> None:
    one = await shop.see("d1", "u1", email="a@x.ru", plan="gold")
    other = await shop.see("d2", email="b@x.ru")
    before = [await shop.card(one), await shop.card(other)]

    answer = await shop.api.post(f"/api/v1/profiles/{other}/merge", json={"other_id": one})
    assert answer.status_code == 200, answer.text
    merged = answer.json()
    assert merged["id"] == one
    assert set(merged["members"]) == {one, other}
    assert merged["properties"] == {"$email": "b@x.ru", "$plan": "gold", "$user_id": "u1"}
    assert (await shop.card(other))["id"] == one
    assert (await shop.api.post(f"/api/v1/profiles/{other}/merge", json={"other_id": one})).status_code == 409

    journal = (await shop.api.get(f"/api/v1/profiles/{one}/merges")).json()["items"]
    assert [(each["src"], each["dst"], each["reason"]) for each in journal] == [(other, one, "manual")]
    assert journal[0]["actor"]
    undone = await shop.api.post(f"/api/v1/merges/{journal[0]['id']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert undone.json()["items"][0]["undone_by"]
    assert [await shop.card(one), await shop.card(other)] == before
    assert (await shop.api.post(f"/api/v1/merges/{journal[0]['id']}/undo", json={})).status_code == 409
    assert await shop.rows("SELECT epoch FROM identity_epochs") == [(2,)]


async def test_two_users_are_never_merged(shop: Shop) -> None:
    one, other = await shop.see("d1", "u1"), await shop.see("d2", "u2")
    answer = await shop.api.post(f"/api/v1/profiles/{one}/merge", json={"other_id": other})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "two_users")


async def test_a_merge_that_was_undone_is_not_made_again_by_the_next_event(shop: Shop) -> None:
    person = await shop.see("d1", "u1")
    other = await shop.see("d2", "u1")
    journal = (await shop.api.get(f"/api/v1/profiles/{person}/merges")).json()["items"]
    assert (await shop.api.post(f"/api/v1/merges/{journal[0]['id']}/undo", json={})).status_code == 200
    assert await shop.see("d2", "u1") == person  # the event belongs to the user it names
    assert (await shop.card(other))["id"] == other
    assert (await shop.card(person))["members"] == [person]
    assert await shop.rows("SELECT reason FROM merge_refusals") == [("undone",)]
    answer = await shop.api.post(f"/api/v1/profiles/{person}/merge", json={"other_id": other})
    assert answer.status_code == 200


async def test_undoing_an_early_merge_leaves_the_later_ones(shop: Shop) -> None:
    one, two, three = [await shop.see(f"d{number}", email=f"{number}@x.ru") for number in (1, 2, 3)]
    for other in (two, three):
        assert (
            await shop.api.post(f"/api/v1/profiles/{one}/merge", json={"other_id": other})
        ).status_code == 200
    journal = (await shop.api.get(f"/api/v1/profiles/{one}/merges")).json()["items"]
    first = next(each for each in journal if two in {each["src"], each["dst"]})
    assert (await shop.api.post(f"/api/v1/merges/{first['id']}/undo", json={})).status_code == 200
    assert set((await shop.card(one))["members"]) == {one, three}
    assert (await shop.card(two))["members"] == [two]
    assert (await shop.card(one))["properties"] == {"$email": "3@x.ru"}


PATHS = [
    ("GET", "/profiles/{id}", None, "viewer"),
    ("GET", "/profiles/by/user_id/u1", None, "viewer"),
    ("GET", "/profiles/{id}/merges", None, "viewer"),
    ("GET", "/profiles/{id}/history", None, "viewer"),
    ("GET", "/profiles/{id}/devices", None, "viewer"),
    ("PATCH", "/profiles/{id}", {"operations": [{"op": "set", "key": "a", "value": 1}]}, "operator"),
    ("POST", "/profiles/{id}/merge", {"other_id": "{id}"}, "marketer"),
    ("POST", "/merges/1/undo", {}, "marketer"),
    ("GET", "/profiles/{id}/export", None, "marketer"),
    ("POST", "/profiles/{id}/erase", {}, "admin"),
    ("GET", "/erasures/1", None, "admin"),
]
RANKS = ["viewer", "operator", "marketer", "admin"]


@pytest.mark.parametrize(("method", "path", "body", "role"), PATHS)
async def test_who_may(
    shop: Shop,
    client: httpx.AsyncClient,
    make_workspace: MakeWorkspace,
    method: str,
    path: str,
    body: dict[str, Any] | None,
    role: str,
) -> None:
    person = await shop.see("d1", "u1")
    url = "/api/v1" + path.replace("{id}", person)
    body = {key: person if value == "{id}" else value for key, value in body.items()} if body else body

    client.headers["X-Otklik-CSRF"] = "1"
    assert (await client.request(method, url, json=body)).status_code == 401
    stranger = (await make_workspace(name="Other")).api
    assert (await stranger.request(method, url, json=body)).status_code == 404
    weaker = RANKS.index(role) - 1
    if weaker >= 0:
        weak = await shop.workspace.as_role(RANKS[weaker])
        assert (await weak.request(method, url, json=body)).status_code == 403
    allowed = await shop.workspace.as_role(role)
    assert (await allowed.request(method, url, json=body)).status_code in {200, 202, 404, 409}


@pytest.mark.parametrize("person_id", ["0", "abc", "-1", "99999999999999999999", "12345", "١٢"])
async def test_what_is_no_person_is_not_found(shop: Shop, person_id: str) -> None:
    assert (await shop.api.get(f"/api/v1/profiles/{person_id}")).status_code == 404


async def test_duplicates_say_what_both_cards_have(shop: Shop) -> None:
    person = await shop.see("d1", email="a@x.ru", phone="+79991234567")
    others = {
        await shop.see("d2", email="A@x.ru"): "email",
        await shop.see("d3", phone="+79991234567"): "phone",
        await shop.see("d4", email="a@x.ru", phone="+7 999 123 45 67"): "email_and_phone",
    }
    await shop.see("d5", email="b@x.ru", phone="+79991234568")
    found = (await shop.card(person))["duplicates"]
    assert {each["id"]: each["reason"] for each in found} == others
