"""Figures and the reject list over HTTP."""

import httpx
import pytest

from otklik.intake.testing import Shop


async def test_the_status_counts_what_waits_and_what_was_refused(
    shop: Shop, other_shop: Shop, post: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    batch = {"batch": [{"type": "page", "userId": f"u{n}"} for n in range(7)] + [{"type": "page"}, {}]}
    await post.post("/v1/batch", json=batch, headers=shop.basic)
    await post.post("/v1/page", json={"userId": "u"}, headers=other_shop.basic)
    found = (await client.get("/api/v1/intake/status", headers=shop.bearer)).json()
    assert found.pop("lag_ms") >= 0
    assert found == {
        "accepted": 7,
        "processed": 0,
        "pending": 7,
        "dropped": {},
        "rejected": {"no_ids": 1, "unknown_type": 1},
    }


async def test_the_reject_list_pages_newest_first(
    shop: Shop, post: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    items = [{"type": "page", "messageId": f"m{n}"} for n in range(5)]
    await post.post("/v1/batch", json={"batch": items}, headers=shop.basic)
    first = (await client.get("/api/v1/intake/rejects?limit=3", headers=shop.bearer)).json()
    assert [item["message_id"] for item in first["items"]] == ["m4", "m3", "m2"]
    assert first["items"][0]["reason"] == "no_ids"
    assert '"m4"' in first["items"][0]["item"]
    query = f"limit=3&cursor={first['next_cursor']}"
    second = (await client.get(f"/api/v1/intake/rejects?{query}", headers=shop.bearer)).json()
    assert [item["message_id"] for item in second["items"]] == ["m1", "m0"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("path", ["status", "rejects"])
async def test_only_the_workspaces_own_token_reads(
    shop: Shop, other_shop: Shop, post: httpx.AsyncClient, client: httpx.AsyncClient, path: str
) -> None:
    await post.post("/v1/batch", json={"batch": [{"type": "page"}]}, headers=shop.basic)
    assert (await client.get(f"/api/v1/intake/{path}")).status_code == 401
    other = (await client.get(f"/api/v1/intake/{path}", headers=other_shop.bearer)).json()
    assert "no_ids" not in str(other)


async def test_wrong_paging_is_422(shop: Shop, client: httpx.AsyncClient) -> None:
    for query in ("limit=0", "limit=x", "cursor=abc"):
        answer = await client.get(f"/api/v1/intake/rejects?{query}", headers=shop.bearer)
        assert answer.status_code == 422
