"""Saved replies and slash commands: whose they are, what they say, what they do."""

from typing import Any

from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import INBOX, Desk

from otklik.inbox.files import sweep_files


async def _is_served(desk: Desk, reply: dict[str, Any]) -> bool:
    answer = await desk.anna.get(reply["files"][0]["url"])
    assert answer.status_code in {200, 404}, answer.text
    return answer.status_code == 200


async def _let_go_and_held_again(desk: Desk, reply: dict[str, Any]) -> None:
    """Files of a deleted reply are loose for a day: brought back with it, or swept."""
    [file] = reply["files"]
    body = {name: reply[name] for name in ("title", "body")}
    assert (await desk.anna.delete(f"{INBOX}/replies/{reply['id']}")).status_code == 204
    stolen = await desk.boris.post(f"{INBOX}/replies", json={**body, "files": [file["id"]]})
    assert stolen.status_code == 422
    await sweep_files(desk.engines)
    back = await desk.post(desk.anna, "/replies", {**body, "files": [file["id"]]})
    await sweep_files(desk.engines, older_s=0)
    assert await _is_served(desk, back), "a file that a reply holds is not swept"
    emptied = await desk.anna.patch(f"{INBOX}/replies/{back['id']}", json={"files": []})
    assert emptied.json()["files"] == []
    await sweep_files(desk.engines, older_s=0)
    assert not await _is_served(desk, back), "what no reply holds is swept"


async def test_replies_folders_files_and_commands(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    owner = await desk.workspace.owner()
    await desk.know(1, name="Ирина Соколова", city="Тверь")
    talk = await desk.visitor_says("Hi")
    uploaded = await desk.anna.post(f"{INBOX}/files", params={"name": "../price.txt"}, content=b"100 roubles")
    assert uploaded.status_code == 201, uploaded.text
    folder = await desk.post(owner, "/reply-folders", {"name": "Delivery"})
    body = 'Здравствуйте, {{ first_name | default: "друг" }}! {{ city }} — {{ operator }}'
    own = await desk.post(
        desk.anna,
        "/replies",
        {"title": "Hello", "body": body, "shortcut": "hi", "files": [uploaded.json()["id"]]},
    )
    shared = await desk.post(
        owner, "/replies", {"title": "Later", "body": "x", "is_shared": True, "folder_id": folder["id"]}
    )
    titles = {
        name: [r["title"] for r in (await desk.get(c, "/replies"))["items"]] for name, c in desk.clients
    }
    assert titles == {"anna": ["Hello", "Later"], "boris": ["Later"]}
    rendered = await desk.post(desk.anna, f"/replies/{own['id']}/render", {"conversation_id": talk})
    assert rendered["body"] == "Здравствуйте, Ирина! Тверь — Operator"
    assert rendered["files"][0]["name"].endswith("price.txt")
    sent = await desk.answers(
        desk.anna, talk, rendered["body"], files=[each["id"] for each in rendered["files"]]
    )
    link = sent["part"]["data"]["files"][0]["url"]
    assert link
    copied = await desk.post(desk.anna, "/replies", {"title": "Again", "from_part": sent["part"]["id"]})
    assert (copied["body"], len(copied["files"])) == (rendered["body"], 1)
    await _let_go_and_held_again(desk, copied)
    opened = await desk.get(desk.anna, f"/conversations/{talk}")
    said = next(part["id"] for part in opened["parts"] if part["author"]["kind"] == "visitor")

    refused = {
        "shared by an operator": await desk.anna.post(
            f"{INBOX}/replies", json={"title": "t", "body": "b", "is_shared": True}
        ),
        "shared changed by an operator": await desk.anna.patch(
            f"{INBOX}/replies/{shared['id']}", json={"title": "t"}
        ),
        "a colleague's": await desk.boris.patch(f"{INBOX}/replies/{own['id']}", json={"title": "t"}),
        "shortcut taken": await desk.anna.post(
            f"{INBOX}/replies", json={"title": "t", "body": "b", "shortcut": "HI"}
        ),
        "empty": await desk.anna.post(f"{INBOX}/replies", json={"title": "t"}),
        "no folder": await desk.anna.post(
            f"{INBOX}/replies", json={"title": "t", "body": "b", "folder_id": 99999}
        ),
        "a file of nobody": await desk.anna.post(
            f"{INBOX}/replies", json={"title": "t", "body": "b", "files": [99999]}
        ),
        "of a visitor's message": await desk.anna.post(
            f"{INBOX}/replies", json={"title": "t", "from_part": said}
        ),
        "of a message that is not there": await desk.anna.post(
            f"{INBOX}/replies", json={"title": "t", "from_part": 99999}
        ),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == {
        "shared by an operator": 403,
        "shared changed by an operator": 403,
        "a colleague's": 404,
        "shortcut taken": 409,
        "empty": 422,
        "no folder": 404,
        "a file of nobody": 422,
        "of a visitor's message": 422,
        "of a message that is not there": 404,
    }
    assert (await owner.delete(f"{INBOX}/reply-folders/{folder['id']}")).status_code == 204
    assert (await desk.get(owner, "/replies"))["items"][0]["folder_id"] is None
    assert (await desk.anna.delete(f"{INBOX}/replies/{own['id']}")).status_code == 204

    async def type_in(text: str) -> int:
        answer = await desk.anna.post(f"{INBOX}/conversations/{talk}/commands", json={"text": text})
        return answer.status_code

    for text in (
        "/note call back",
        "/tag VIP",
        "/assign none",
        "/assign",
        "/snooze 2h",
        "/task Pack",
        "/close",
    ):
        assert await type_in(text) == 200, text
    for text in ("/nothing", "/snooze soon", "/assign nobody at all", "/tag", "/task", "close\x00 it?/", "/"):
        assert await type_in(text) == 422 or text.startswith("close"), text
    made = (await desk.anna.get("/api/v1/tasks", params={"assignee": "me", "conversation": talk})).json()
    assert [(task["title"], task["profile_id"]) for task in made["items"]] == [("Pack", "1")]
    last = (await desk.get(desk.boris, f"/conversations/{talk}"))["conversation"]
    assert (last["status"], last["assignee"], last["tags"]) == ("closed", desk.ids["anna"], ["VIP"])
    assert "snooze" in [row["name"] for row in (await desk.get(desk.anna, "/commands"))["items"]]
