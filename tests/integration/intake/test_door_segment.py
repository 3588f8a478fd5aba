"""Segment's API: routes, keys, answers, limits, and hostile items that must fail alone."""

import base64
import gzip
import json
import time
from collections import Counter
from typing import Any

import httpx
import pytest

from otklik.intake.testing import Shop

LONG = {"track", "identify", "page", "screen", "group", "alias"}
PATHS = [*LONG, "t", "i", "p", "s", "g", "a"]
KINDS = {"t": "track", "i": "identify", "p": "page", "s": "screen", "g": "group", "a": "alias"}


def call(**fields: object) -> dict[str, Any]:
    """A single call that fits every type."""
    return {"anonymousId": "d1", "userId": "u1", "previousId": "d0", "groupId": "g1", "event": "E", **fields}


def track(n: int, **fields: object) -> dict[str, Any]:
    return {"type": "track", "event": "E", "anonymousId": "d1", "messageId": f"m{n}", **fields}


async def rejects(shop: Shop) -> list[str]:
    """Reasons on the reject list, oldest first."""
    async with shop.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT reason FROM rejects WHERE workspace_id = %s ORDER BY id", (shop.id,)
        )
        return [row[0] for row in await cursor.fetchall()]


async def rejected(shop: Shop) -> dict[str, int]:
    """{reason: n} of the counters."""
    async with shop.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT reason, n FROM intake_counters WHERE workspace_id = %s AND kind = 'rejected'", (shop.id,)
        )
        return {row[0]: row[1] for row in await cursor.fetchall()}


async def test_every_single_path_takes_a_call(shop: Shop, post: httpx.AsyncClient) -> None:
    paths = [path + slash for path in PATHS for slash in ("", "/")]
    for path in paths:
        answer = await post.post(f"/v1/{path}", json=call(messageId=path), headers=shop.basic)
        assert (answer.status_code, answer.content) == (200, b'{"success":true}')
        assert answer.headers["access-control-allow-origin"] == "*"
    bodies = await shop.bodies()
    assert await shop.items() == [call(messageId=path) for path in paths]
    for path, request in zip(paths, [each for body in bodies for each in body.requests], strict=True):
        assert request.kind == KINDS.get(path.strip("/"), path.strip("/"))
        assert request.door == ("server" if path.strip("/") in LONG else "browser")


async def test_every_batch_path_takes_a_batch(shop: Shop, post: httpx.AsyncClient) -> None:
    batch = {"batch": [track(1), track(2)], "sentAt": "2026-01-01T00:00:00Z", "context": {"locale": "ru"}}
    for path in ("batch", "import", "b", "batch/", "import/", "b/"):
        answer = await post.post(f"/v1/{path}", json=batch, headers=shop.basic)
        assert (answer.status_code, answer.content) == (200, b'{"success":true}')
    assert [item["messageId"] for item in await shop.items()] == ["m1", "m2"] * 6
    for body in await shop.bodies():
        assert body.requests[0].sent_at == "2026-01-01T00:00:00Z"
        assert body.requests[0].context == b'{"locale":"ru"}'


async def test_the_key_may_stand_in_header_body_or_item(shop: Shop, post: httpx.AsyncClient) -> None:
    key = {"writeKey": shop.write_key}
    for path, body in [
        ("/v1/track", {**call(), **key}),
        ("/v1/batch", {"batch": [track(1)], **key}),
        ("/v1/batch", {"batch": [track(2), track(3, **key)]}),
    ]:
        assert (await post.post(path, json=body)).status_code == 200
    no_colon = {"Authorization": "Basic " + base64.b64encode(shop.write_key.encode()).decode()}
    assert (await post.post("/v1/track", json=call(), headers=no_colon)).status_code == 200
    wrong_header = {"Authorization": "Bearer of-an-oauth-provider"}
    assert (await post.post("/v1/track", json={**call(), **key}, headers=wrong_header)).status_code == 200
    assert len(await shop.items()) == 6


async def test_an_unknown_key_is_401_and_changes_nothing(shop: Shop, post: httpx.AsyncClient) -> None:
    for key in (None, "", "nobody", "x" * 300, "a\0b", 5, {"a": 1}):
        answer = await post.post("/v1/batch", json={"batch": [track(1)], "writeKey": key})
        assert answer.status_code == 401
        assert answer.json()["success"] is False
    assert await shop.items() == []


async def test_each_workspace_gets_its_own(shop: Shop, other_shop: Shop, post: httpx.AsyncClient) -> None:
    await post.post("/v1/track", json=call(messageId="a"), headers=shop.basic)
    await post.post("/v1/track", json=call(messageId="b"), headers=other_shop.basic)
    assert [item["messageId"] for item in await shop.items()] == ["a"]
    assert [item["messageId"] for item in await other_shop.items()] == ["b"]


async def test_any_content_type_and_gzip_are_read(shop: Shop, post: httpx.AsyncClient) -> None:
    raw = json.dumps({"batch": [track(1)]}).encode()
    zipped = gzip.compress(raw)
    for content, headers in [
        (raw, {"Content-Type": "text/plain"}),
        (raw, {"Content-Type": "application/x-www-form-urlencoded"}),
        (zipped, {"Content-Encoding": "gzip"}),
        (zipped, {}),
        (gzip.compress(raw[:10]) + gzip.compress(raw[10:]), {"Content-Encoding": "gzip"}),
        (b"\xef\xbb\xbf" + raw, {}),
    ]:
        answer = await post.post("/v1/batch", content=content, headers={**shop.basic, **headers})
        assert answer.status_code == 200, (content[:20], headers)
    assert len(await shop.items()) == 6


UNREADABLE: list[tuple[bytes, dict[str, str], int]] = [
    (b"", {}, 400),
    (b"nothing", {}, 400),
    (b"[1]", {}, 400),
    (b"{}", {}, 400),
    (b'{"batch":{}}', {}, 400),
    (b'{"batch":[{"type":"track"', {}, 400),
    (b'{"batch":[' + b"[" * 5000, {}, 400),
    (b"\x1f\x8b damaged", {}, 400),
    (gzip.compress(b'{"batch":[]}')[:-9], {"Content-Encoding": "gzip"}, 400),
    (b"{}", {"Content-Encoding": "br"}, 400),
    (b'{"batch":[], "x": "' + b"a" * 512_001 + b'"}', {}, 413),
    (
        gzip.compress(b'{"batch":[], "x": "' + b"a" * 50_000_000 + b'"}'),
        {"Content-Encoding": "gzip"},
        413,
    ),
    (b'{"batch":[' + b",".join([b"{}"] * 2501) + b"]}", {}, 413),
]


async def test_unreadable_bodies_are_refused_whole(shop: Shop, post: httpx.AsyncClient) -> None:
    for content, headers, status in UNREADABLE:
        answer = await post.post("/v1/batch", content=content, headers={**shop.basic, **headers})
        assert answer.status_code == status, content[:30]
        assert answer.json()["success"] is False
    assert len(await rejects(shop)) == len(UNREADABLE)
    assert await shop.items() == []


async def test_a_batch_of_the_largest_size_is_taken(shop: Shop, post: httpx.AsyncClient) -> None:
    batch = {"batch": [track(n) for n in range(2_500)]}
    assert (await post.post("/v1/batch", json=batch, headers=shop.basic)).status_code == 200
    assert len(await shop.items()) == 2_500


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = {"a": value}
    return value


BAD_ITEMS: list[tuple[str, str]] = [
    ("5", "not_object"),
    ("null", "not_object"),
    ("[]", "not_object"),
    ("{}", "unknown_type"),
    ('{"type":"explode","userId":"u"}', "unknown_type"),
    ('{"type":["track"],"userId":"u"}', "unknown_type"),
    ('{"type":"track","userId":"u"}', "no_event_name"),
    ('{"type":"track","userId":"u","event":" "}', "no_event_name"),
    ('{"type":"track","userId":"u","event":5}', "no_event_name"),
    (json.dumps({"type": "track", "userId": "u", "event": "e" * 256}), "event_name_too_long"),
    ('{"type":"track","event":"E"}', "no_ids"),
    ('{"type":"track","event":"E","userId":null,"anonymousId":""}', "no_ids"),
    ('{"type":"heartbeat","userId":"u"}', "no_ids"),
    ('{"type":"track","event":"E","userId":{"a":1}}', "invalid_id"),
    ('{"type":"track","event":"E","userId":true}', "invalid_id"),
    (json.dumps({"type": "page", "userId": "u" * 513}), "id_too_long"),
    ('{"type":"alias","userId":"u"}', "no_previous_id"),
    ('{"type":"group","userId":"u"}', "no_group_id"),
    (json.dumps({"type": "page", "userId": "u", "messageId": "m" * 101}), "message_id_too_long"),
    ('{"type":"page","userId":"u","messageId":{}}', "invalid_message_id"),
    ('{"type":"page","userId":"u","properties":"text"}', "properties_not_object"),
    ('{"type":"identify","userId":"u","traits":[1]}', "properties_not_object"),
    (json.dumps({"type": "page", "userId": "u", "properties": deep(20)}), "too_deep"),
    (json.dumps({"type": "page", "userId": "u", "properties": deep(900)}), "too_deep"),
    ('{"type":"page","userId":"u","properties":' + '{"a":' * 4000 + "1" + "}" * 4000 + "}", "too_deep"),
    (json.dumps({"type": "page", "userId": "u", "properties": {"a": "x" * 33_000}}), "too_large"),
]


async def test_a_bad_item_fails_alone(shop: Shop, post: httpx.AsyncClient) -> None:
    for item, reason in BAD_ITEMS:
        batch = f'{{"batch":[{json.dumps(track(1))},{item},{json.dumps(track(2))}]}}'
        answer = await post.post("/v1/batch", content=batch, headers=shop.basic)
        assert (answer.status_code, answer.content) == (200, b'{"success":true}'), (reason, item[:60])
    assert [each["messageId"] for each in await shop.items()] == ["m1", "m2"] * len(BAD_ITEMS)
    assert await rejects(shop) == [reason for _, reason in BAD_ITEMS]
    assert await rejected(shop) == Counter(reason for _, reason in BAD_ITEMS)


STRANGE_ITEMS: list[tuple[str, Any]] = [
    (r'"a\u0000b"', "a\0b"),
    (r'"\ud800 lone"', "� lone"),
    (r'"\ud83d\ude00"', "😀"),
    ("1e999", "1e999"),
    ("-1e999", "-1e999"),
    ("9" * 40, 10**40 - 1),
    ("9" * 5_000, "9" * 5_000),
    ("NaN", None),
    ("-Infinity", None),
    ("-0", 0),
    ('"2099-01-01"', "2099-01-01"),
    ("[]", []),
    ('"a\nb"', "a\nb"),
]


async def test_strange_values_are_stored_safely(shop: Shop, post: httpx.AsyncClient) -> None:
    for value, _ in STRANGE_ITEMS:
        strange = f'{{"type":"page","userId":"u","messageId":"s","properties":{{"v":{value}}}}}'
        batch = f'{{"batch":[{json.dumps(track(1))},{strange},{json.dumps(track(2))}]}}'
        answer = await post.post("/v1/batch", content=batch.encode(), headers=shop.basic)
        assert answer.status_code == 200
    found = [each["properties"]["v"] for each in await shop.items() if each["messageId"] == "s"]
    assert found == [stored for _, stored in STRANGE_ITEMS]
    assert len(await shop.items()) == 3 * len(STRANGE_ITEMS)
    assert await rejects(shop) == []


async def test_broken_utf8_is_mended(shop: Shop, post: httpx.AsyncClient) -> None:
    for strange in (b'"v":"\xff\xfe"', b'"userId":"\xd0"'):
        item = b'{"type":"page","anonymousId":"a","messageId":"s",' + strange + b"}"
        batch = b'{"batch":[' + json.dumps(track(1)).encode() + b"," + item + b"]}"
        assert (await post.post("/v1/batch", content=batch, headers=shop.basic)).status_code == 200
    assert Counter(each["messageId"] for each in await shop.items()) == {"m1": 2, "s": 2}


async def test_a_missing_message_id_is_given(shop: Shop, post: httpx.AsyncClient) -> None:
    for given in ("", ',"messageId":null', ',"messageId":""'):
        content = f'{{"type":"page","userId":"u"{given} }} \n'
        assert (await post.post("/v1/page", content=content, headers=shop.basic)).status_code == 200
    assert {len(item["messageId"]) for item in await shop.items()} == {36}


async def test_numbers_as_ids_are_taken(shop: Shop, post: httpx.AsyncClient) -> None:
    content = {"userId": 5, "messageId": 77, "event": "E"}
    assert (await post.post("/v1/track", json=content, headers=shop.basic)).status_code == 200
    (item,) = await shop.items()
    assert item["messageId"] == "77"


async def test_a_single_bad_call_is_200_and_listed(shop: Shop, post: httpx.AsyncClient) -> None:
    for content in (
        b'{"userId":"u"}',
        b'{"userId":"u","event":"E","properties":' + b"[" * 50 + b"]" * 50 + b"}",
    ):
        answer = await post.post("/v1/track", content=content, headers=shop.basic)
        assert (answer.status_code, answer.content) == (200, b'{"success":true}')
    assert await rejects(shop) == ["no_event_name", "too_deep"]


async def test_a_single_call_over_32_kb_is_413(shop: Shop, post: httpx.AsyncClient) -> None:
    answer = await post.post("/v1/track", json=call(properties={"a": "x" * 32_768}), headers=shop.basic)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


async def test_refusals_are_listed_up_to_a_bound_and_all_counted(shop: Shop, post: httpx.AsyncClient) -> None:
    await post.post("/v1/batch", json={"batch": [{"type": "track"}] * 250}, headers=shop.basic)
    assert await rejected(shop) == {"no_ids": 250}
    assert len(await rejects(shop)) == 100


async def test_what_the_connection_shows_is_kept_beside_the_items(
    shop: Shop, post: httpx.AsyncClient
) -> None:
    headers = {**shop.basic, "User-Agent": "Firefox", "X-Forwarded-For": "198.51.100.7"}
    await post.post("/v1/t", json=call(), headers=headers)
    (body,) = await shop.bodies()
    assert body.requests[0].user_agent == "Firefox"
    assert body.requests[0].ip == "203.0.113.9"  # the peer is no trusted proxy


async def test_preflights_name_every_header_the_sdks_send(post: httpx.AsyncClient) -> None:
    for path in ("/v1/t", "/v1/b", "/v1/m", "/v1/projects/KEY/settings"):
        answer = await post.options(
            path, headers={"Origin": "https://a.b", "Access-Control-Request-Method": "POST"}
        )
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-headers"] == "authorization, content-type, x-retry-count"
        assert answer.headers["access-control-max-age"] == "600"


async def test_other_requests_get_their_answer(post: httpx.AsyncClient) -> None:
    for method, path, status in [
        ("GET", "/v1/track", 405),
        ("PUT", "/v1/b", 405),
        ("GET", "/v1/nothing", 404),
        ("POST", "/v1/nothing", 404),
        ("POST", "/v1/m", 200),
        ("GET", "/v1/projects/nobody/settings", 404),
    ]:
        answer = await post.request(method, path)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"


async def test_settings_send_analytics_js_to_us_and_nowhere_else(shop: Shop, post: httpx.AsyncClient) -> None:
    for prefix in ("/v1/projects", "/projects"):
        answer = await post.get(f"{prefix}/{shop.write_key}/settings")
        expected = {"apiKey": shop.write_key, "apiHost": "test/v1", "protocol": "http"}
        assert answer.json() == {"integrations": {"Segment.io": expected}}


async def test_the_snippets_script_is_ours(shop: Shop, post: httpx.AsyncClient) -> None:
    answer = await post.get(f"/analytics.js/v1/{shop.write_key}/analytics.min.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "Not Segment's library" in answer.text


async def test_a_revoked_key_stops_within_seconds(
    shop: Shop, post: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await post.post("/v1/track", json=call(), headers=shop.basic)).status_code == 200
    async with shop.engines.postgres.connection() as connection:
        await connection.execute("UPDATE write_keys SET revoked_at = now() WHERE key = %s", (shop.write_key,))
    moment = time.monotonic() + 5.0
    monkeypatch.setattr("otklik.intake.door_keys.time.monotonic", lambda: moment)
    assert (await post.post("/v1/track", json=call(), headers=shop.basic)).status_code == 401


async def test_pages_of_foreign_domains_are_refused(shop: Shop, post: httpx.AsyncClient) -> None:
    async with shop.engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE workspaces SET allowed_domains = '{shop.example}' WHERE id = %s", (shop.id,)
        )
    for origin, status in [
        ("https://shop.example", 200),
        ("https://www.shop.example:8443", 200),
        ("https://notshop.example", 403),
        ("null", 403),
        (None, 200),
    ]:
        headers = {**shop.basic, **({"Origin": origin} if origin else {})}
        assert (await post.post("/v1/t", json=call(), headers=headers)).status_code == status, origin
    assert await rejected(shop) == {"domain_not_allowed": 2}
