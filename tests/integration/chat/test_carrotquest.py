import hashlib
import hmac
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser

from otklik.workspaces import service as workspaces


async def ask(api: httpx.AsyncClient, method: str, path: str, **given: object) -> Any:  # noqa: ANN401 - JSON
    """The data of a call, its error's code when it is refused."""
    if method == "POST":
        answer = await api.post(path, json=given)
    else:
        answer = await api.get(path, params={name: str(value) for name, value in given.items()})
    told = answer.json()
    assert told["meta"]["status"] == answer.status_code
    return told["data"] if answer.status_code == 200 else told["meta"]["error"]


async def test_a_backend_talks_as_it_did_with_carrot_quest(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop, other = await make_workspace(), await make_workspace()
    api, theirs = shop.api, other.api
    async with shop.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT member_id FROM memberships WHERE workspace_id = %s", (shop.id,)
        )
        row = await cursor.fetchone()
    assert row is not None
    anna = row[0]
    key = (await workspaces.list_auth_keys(shop.engines, shop.id))[0]
    proof = {"user_id": "ann", "hash": hmac.new(key.encode(), b"ann", hashlib.sha256).hexdigest()}
    browser = Browser(client, shop.write_key)
    await browser.hello(user=proof)
    talk = (await browser.say("where is my order?"))["conversation"]["id"]

    listed = await ask(api, "GET", "/users/ann/conversations", by_user_id="true", id_as_string="true")
    assert [each["id"] for each in listed] == [str(talk)]
    assert [each["id"] for each in await ask(api, "GET", "/v1/apps/$self_app/conversations/")] == [talk]
    assert await ask(api, "GET", f"/apps/{other.id}/conversations") == "no_such_app"

    path = f"/conversations/{talk}"
    bot = await ask(api, "POST", f"{path}/reply", body="A robot looks", random_id=7)
    again = await ask(api, "POST", f"{path}/reply", body="A robot looks", random_id=7)
    assert (bot["direction"], bot["from"]["id"], again["id"]) == ("a2u", None, bot["id"])
    operators = (await (await shop.owner()).get("/api/v1/inbox/conversations?waiting=true")).json()
    assert [each["id"] for each in operators["items"]] == [talk], "a bot's words are no answer"
    await ask(api, "POST", f"{path}/reply", body="On its way", from_admin=anna)
    await ask(api, "POST", f"{path}/reply", body="only for us", type="note", from_admin=anna)
    await ask(api, "POST", f"{path}/tag", tag="delivery")
    await ask(api, "POST", f"{path}/markread")
    await ask(api, "POST", f"{path}/assign", admin=anna)
    assert await ask(api, "POST", f"{path}/settyping", from_admin=anna) == {}
    closed = await ask(api, "POST", f"{path}/close")
    assert (closed["closed"], closed["tags"], closed["read"]) == (True, ["delivery"], True)
    assert closed["assignee"] == {"id": anna}
    said = await ask(api, "GET", f"{path}/parts", count=50)
    assert [each["body"] for each in said if each["body"]] == [
        "only for us",
        "On its way",
        "A robot looks",
        "where is my order?",
    ]
    shown = (await browser.get(f"conversations/{talk}")).json()["parts"]
    assert [part["body"] for part in shown] == ["On its way", "A robot looks", "where is my order?"]

    begun = await ask(
        api, "POST", "/users/ann/startconversation", by_user_id="true", body="A gift", from_admin=anna
    )
    assert [row["id"] for row in (await browser.hello(user=proof))["conversations"]] == [begun["id"], talk]

    for call in ("reply", "close", "assign", "tag", "markread", "settyping"):
        refused = await ask(theirs, "POST", f"{path}/{call}", body="x", tag="x")
        assert refused == "no_conversation", call
    assert await ask(theirs, "GET", f"{path}/parts") == "no_conversation"
    assert await ask(api, "POST", f"{path}/reply", body="x", from_admin=1 << 40) == "invalid"
    assert await ask(api, "POST", f"{path}/reply", body="") == "empty_message"
    assert await ask(api, "GET", "/conversations", count=51) == "invalid"
    assert await ask(api, "POST", f"{path}/nothing") == "no_such_path"
    assert await ask(client, "GET", path) == "unknown_token"
