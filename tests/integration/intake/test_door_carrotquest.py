"""Carrot Quest's Web API: a backend moves by changing the host and the token."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from otklik.intake.testing import Shop

PERSON = 8_123_456_789_012_345_678


async def add_person(shop: Shop, person_id: int, user_id: str) -> None:
    async with shop.engines.postgres.connection() as connection:
        await connection.execute(
            """INSERT INTO profiles (workspace_id, id, root_id, created_at, user_id, properties)
               VALUES (%s, %s, %s, %s, %s, %s)""",
            (
                shop.id,
                person_id,
                person_id,
                datetime(2026, 1, 1, tzinfo=UTC),
                user_id,
                '{"$email": "a@b.ru"}',
            ),
        )
        for kind, value in (("user_id", user_id), ("anonymous_id", "cookie-1")):
            await connection.execute(
                "INSERT INTO identities VALUES (%s, %s, %s, %s, now())", (shop.id, kind, value, person_id)
            )


@pytest.mark.parametrize("prefix", ["", "/v1"])
async def test_an_event_is_taken_as_form_and_as_json(
    shop: Shop, post: httpx.AsyncClient, prefix: str
) -> None:
    path = f"{prefix}/users/cookie-7/events"
    form = {"event": "$order_completed", "params": json.dumps({"$order_id": 5}), "auth_token": shop.api_token}
    assert (await post.post(path, data=form)).status_code == 200
    body = {"event": "Своё", "params": {"a": 1}, "by_user_id": True}
    answer = await post.post(f"{path}/", json=body, headers={"Authorization": f"Token {shop.api_token}"})
    assert answer.status_code == 200
    assert answer.json()["meta"] == {"status": 200}
    assert answer.json()["data"]["type"]["name"] == "Своё"
    items = {item["event"]: item for item in await shop.items()}
    assert items["$order_completed"]["anonymousId"] == "cookie-7"
    assert items["$order_completed"]["properties"] == {"$order_id": 5}
    assert items["Своё"]["userId"] == "cookie-7"
    requests = [request for each in await shop.bodies() for request in each.requests]
    assert {(request.door, request.is_quiet) for request in requests} == {("carrotquest", False)}


async def test_created_sets_the_time_and_silences_reactions(shop: Shop, post: httpx.AsyncClient) -> None:
    for created in (1_700_000_000, "1700000000", "2023-11-14T22:13:20Z"):
        form = {"event": "E", "created": str(created)}
        assert (await post.post("/users/u/events", data=form, headers=shop.bearer)).status_code == 200
    assert {item["timestamp"] for item in await shop.items()} == {"2023-11-14T22:13:20.000Z"}
    assert all(request.is_quiet for body in await shop.bodies() for request in body.requests)


async def test_props_become_operations(shop: Shop, post: httpx.AsyncClient) -> None:
    operations = [
        {"op": "update_or_create", "key": "$name", "value": "Анна"},
        {"op": "add", "key": "points", "value": 5},
        {"op": "delete", "key": "old"},
    ]
    form = {"operations": json.dumps(operations), "by_user_id": "true"}
    answer = await post.post("/users/u1/props", data=form, headers=shop.bearer)
    assert (answer.status_code, answer.json()["data"]) == (200, {"id": "u1"})
    (item,) = await shop.items()
    assert item["userId"] == "u1"
    assert [each["op"] for each in item["operations"]] == ["set", "add", "delete"]


async def test_letters_are_left_and_taken_again(shop: Shop, post: httpx.AsyncClient) -> None:
    by_user = {"by_user_id": "true"}
    answer = await post.post("/v1/users/u1/unsubscribeemail", data=by_user, headers=shop.bearer)
    assert (answer.status_code, answer.json()["data"]) == (200, {"id": "u1"})
    told = [(item["event"], item["properties"], item["userId"]) for item in await shop.items()]
    assert told == [("$unsubscribed", {"channel": "email"}, "u1")]

    operations = json.dumps([{"op": "update_or_create", "key": "$email", "value": "a@b.ru"}])
    for flag in ("true", "false"):
        form = {"operations": operations, "double_subscribe": flag, **by_user}
        assert (await post.post("/users/u1/props", data=form, headers=shop.bearer)).status_code == 200
    items = [item for item in await shop.items() if item["type"] == "track"]
    assert [item["event"] for item in items] == ["$unsubscribed", "$subscribed"]
    assert items[1]["properties"] == {"channel": "email"}
    assert (await post.post("/users/u1/unsubscribeemail", data=by_user)).status_code == 401


async def test_bad_calls_get_the_envelope_and_change_nothing(shop: Shop, post: httpx.AsyncClient) -> None:
    many = json.dumps([{"op": "set", "key": f"k{n}", "value": n} for n in range(251)])
    cases: list[tuple[str, dict[str, str], int]] = [
        ("/users/u/events", {}, 422),
        ("/users/u/events", {"event": "e" * 256}, 422),
        ("/users/u/events", {"event": "E", "params": "nonsense"}, 400),
        ("/users/u/events", {"event": "E", "params": "[1]"}, 422),
        ("/users/u/events", {"event": "E", "created": "soon"}, 422),
        ("/users/u/events", {"event": "E", "params": json.dumps({"a": "x" * 33_000})}, 413),
        ("/users/u/props", {}, 422),
        ("/users/u/props", {"operations": many}, 413),
        ("/users/u/props", {"operations": '[{"op":"explode","key":"a"}]'}, 422),
        (f"/users/{PERSON}/events", {"event": "E"}, 404),
        ("/users/u/nothing", {}, 404),
    ]
    for path, form, status in cases:
        answer = await post.post(path, data=form, headers=shop.bearer)
        assert answer.status_code == status, (path, form)
        assert answer.json()["meta"]["status"] == status
        assert answer.json()["meta"]["error"]
    assert await shop.items() == []


async def test_only_a_live_token_with_the_right_role_passes(shop: Shop, post: httpx.AsyncClient) -> None:
    form = {"event": "E"}
    for headers in ({}, {"Authorization": "Token wrong"}, shop.basic):
        assert (await post.post("/users/u/events", data=form, headers=headers)).status_code == 401
    old = {"auth_token": f"app.1.{shop.api_token}"}
    assert (await post.post("/users/u/events", data={**form, **old})).status_code == 200
    async with shop.engines.postgres.connection() as connection:
        await connection.execute("UPDATE api_tokens SET role = 'viewer' WHERE workspace_id = %s", (shop.id,))
    assert (await post.post("/users/u/events", data=form, headers=shop.bearer)).status_code == 403
    assert len(await shop.items()) == 1


async def test_a_person_is_read_by_number_cookie_and_user_id(
    shop: Shop, other_shop: Shop, post: httpx.AsyncClient
) -> None:
    await add_person(shop, PERSON, "u1")
    for path in (f"/users/{PERSON}", "/users/cookie-1", "/users/u1?by_user_id=true"):
        answer = await post.get(path, headers=shop.bearer)
        found = answer.json()["data"]
        assert (answer.status_code, found["id"], found["user_id"]) == (200, PERSON, "u1"), path
        assert found["props"]["$email"] == "a@b.ru"
        assert (await post.get(path, headers=other_shop.bearer)).status_code == 404
    text = await post.get(f"/users/{PERSON}?id_as_string=true", headers=shop.bearer)
    assert text.json()["data"]["id"] == str(PERSON)
    events = await post.get(f"/users/{PERSON}/events", headers=shop.bearer)
    assert (events.status_code, events.json()["data"]) == (200, [])
    assert (
        await post.post(f"/users/{PERSON}/events", data={"event": "E"}, headers=shop.bearer)
    ).status_code == 200
    assert [item["userId"] for item in await shop.items()] == ["u1"]


async def test_the_list_of_people_keeps_its_bounds(shop: Shop, post: httpx.AsyncClient) -> None:
    for app in ("$self_app", str(shop.id)):
        answer = await post.get(f"/apps/{app}/users?limit=50&sort_prop=$last_seen", headers=shop.bearer)
        assert (answer.status_code, answer.json()["data"]) == (200, [])
    assert (await post.get("/apps/999999/users", headers=shop.bearer)).status_code == 404
    for query in ("limit=51", "limit=x", "offset=10001", "offset=-1"):
        assert (await post.get(f"/apps/$self_app/users?{query}", headers=shop.bearer)).status_code == 422
