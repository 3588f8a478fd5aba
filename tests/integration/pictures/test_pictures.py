"""Pictures: kept once, served to everybody as nothing but pictures, gone with whoever they belong to."""

from pathlib import Path

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser

from otklik.kit.clock import to_datetime
from otklik.pictures.service import erase_workspace_pictures
from otklik.workspaces.contracts import DeletedWorkspace

API = "/api/v1"
SAMPLES = Path(__file__).parents[2] / "unit/pictures/samples"
PNG, JPEG, WEBP = ((SAMPLES / name).read_bytes() for name in ("alpha.png", "turned.jpg", "moving.webp"))


async def put(client: httpx.AsyncClient, data: bytes, kind: str = "text/html") -> httpx.Response:
    return await client.post(f"{API}/pictures", content=data, headers={"content-type": kind})


async def test_a_picture_of_a_message(client: httpx.AsyncClient, make_workspace: MakeWorkspace) -> None:
    shop, other = await make_workspace(), await make_workspace()
    marketer = await shop.as_role("marketer")

    kept = (await put(marketer, JPEG + b"<script>")).json()
    assert (kept["width"], kept["height"]) == (16, 24)
    assert (await put(shop.api, JPEG)).json() == kept, "the same picture is one"
    assert (await put(await other.owner(), JPEG)).json()["url"] != kept["url"]

    served = await client.get(kept["url"])
    assert served.status_code == 200
    assert b"<script>" not in served.content
    told = served.headers
    assert (told["content-type"], told["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert told["cache-control"] == "public, max-age=31536000, immutable"
    assert told["content-security-policy"] == "default-src 'none'; sandbox"
    assert (told["access-control-allow-origin"], told["cross-origin-resource-policy"]) == (
        "*",
        "cross-origin",
    )
    again = await client.get(kept["url"], headers={"if-none-match": told["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await client.head(kept["url"])
    assert (head.status_code, head.content, head.headers["content-length"]) == (
        200,
        b"",
        str(len(served.content)),
    )

    folder, _, name = kept["url"].rpartition("/")
    for missing in (
        f"{folder}/{'0' * 32}.jpg",
        kept["url"].replace(".jpg", ".png"),
        f"{folder}/%2e%2e/{shop.id}/{name}",
        f"{folder}/{name}/",
        "/pictures/",
        "/pictures/inbox/1/x",
        f"/pictures/{other.id}/{name}",
    ):
        assert (await client.get(missing)).status_code == 404, missing
    assert (await client.post(kept["url"])).status_code == 404

    second = (await put(marketer, WEBP)).json()
    listed = (await marketer.get(f"{API}/pictures")).json()
    assert [each["id"] for each in listed["items"]] == [second["id"], kept["id"]]
    older = (await marketer.get(f"{API}/pictures", params={"cursor": second["id"]})).json()
    assert [each["id"] for each in older["items"]] == [kept["id"]]
    foreign = await (await other.owner()).delete(f"{API}/pictures/{kept['id']}")
    assert foreign.status_code == 404
    assert (await marketer.delete(f"{API}/pictures/{kept['id']}")).status_code == 204
    assert (await client.get(kept["url"])).status_code == 404
    journal = (await (await shop.owner()).get(f"{API}/audit")).json()["items"]
    assert ("picture.deleted", kept["url"]) in [(each["action"], each["target"]) for each in journal]

    deleted = DeletedWorkspace(shop.id, to_datetime(0))
    assert await erase_workspace_pictures(shop.engines, deleted) == {"pictures": 0}
    assert (await client.get(second["url"])).status_code == 404
    assert len([key async for key in shop.engines.blobs.list("pictures")]) == 1, "the neighbour's"


async def test_what_is_no_picture_or_not_his_to_bring(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    owner = await shop.owner()

    refused = [
        (b"", 422, "no_picture"),
        (b"<svg onload='x()'/>", 422, "no_picture"),
        (b"<!doctype html><script>x()</script>", 422, "no_picture"),
        (PNG[:-9], 422, "no_picture"),
        (PNG[:16] + (5000).to_bytes(4, "big") + PNG[20:], 422, "no_picture"),
        (PNG + bytes(2_097_153), 413, "large_picture"),
        (PNG + bytes(17 << 20), 413, "body_too_large"),
    ]
    for data, status, code in refused:
        answer = await put(owner, data, "image/png")
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), data[:30]
    russian = await owner.post(f"{API}/pictures", content=b"x", headers={"accept-language": "ru"})
    assert "картинк" in russian.json()["error"]["message"]
    assert (await put(await shop.as_role("operator"), PNG)).status_code == 403
    assert (
        await client.post(f"{API}/pictures", content=PNG, headers={"X-Otklik-CSRF": "1"})
    ).status_code == 401
    assert [key async for key in shop.engines.blobs.list("pictures")] == []


async def test_a_face_is_seen_by_visitors_and_colleagues(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    owner, colleague = await shop.owner(), await shop.as_role("operator")
    headers = {"content-type": "image/png"}

    me = (await owner.put(f"{API}/me/picture", content=PNG, headers=headers)).json()
    face = me["member"]["picture"]
    assert face.startswith(f"/pictures/faces/{me['member']['id']}/")
    assert (await client.get(face)).headers["content-type"] == "image/png"
    told = await Browser(client, shop.write_key).hello()
    assert face in [each["picture"] for each in told["operators"]]
    for path, key in (("/inbox/operators", "picture"), ("/team/members", "picture")):
        shown = (await owner.get(f"{API}{path}")).json()["items"]
        assert {each[key] for each in shown} == {face, None}, path

    visitor = Browser(client, shop.write_key)
    await visitor.hello()
    talk = (await visitor.say("hello"))["conversation"]["id"]
    said = await owner.post(
        f"{API}/inbox/conversations/{talk}/parts", json={"body": "hi", "client_key": "k1", "kind": "message"}
    )
    assert said.status_code == 201, said.text
    assert said.json()["part"]["author"]["picture"] == face
    heard = (await visitor.get(f"conversations/{talk}")).json()
    assert {each["author"]["picture"] for each in heard["parts"]} == {None, face}

    new = (await owner.put(f"{API}/me/picture", content=JPEG, headers=headers)).json()["member"]["picture"]
    assert (await client.get(face)).status_code == 404, "the old one is gone"
    assert (await client.get(new)).status_code == 200
    assert (await owner.put(f"{API}/me/picture", content=JPEG + bytes(524_288))).status_code == 413
    assert (await shop.api.put(f"{API}/me/picture", content=PNG)).status_code == 403
    none = (await owner.delete(f"{API}/me/picture")).json()
    assert none["member"]["picture"] is None
    assert (await client.get(new)).status_code == 404
    assert (await colleague.get(f"{API}/me")).json()["member"]["picture"] is None
    assert [key async for key in shop.engines.blobs.list("pictures")] == []
