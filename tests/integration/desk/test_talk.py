"""Operators who talk over HTTP: what they read, write, decide and take back."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import INBOX, Desk, new_key

from otklik.inbox import undoing, untagging, waking
from otklik.kit.errors import ForbiddenError


async def test_two_operators_answer_one_visitor(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    talk = await desk.visitor_says("Where is my order?")
    await desk.visitor_says("Hello?", conversation=talk)
    page = await desk.get(desk.anna, "/conversations")
    shown = [(row["id"], row["preview"], row["is_unread"], row["profile_id"]) for row in page["items"]]
    assert shown == [(talk, "Hello?", True, "1")]
    assert page["counts"] == {"mine": 0, "unassigned": 1, "mentions": 0, "open": 1, "teams": {}}
    assert page["next"] is None
    assert page["people"]["1"]["name"] == ""

    seen = (await desk.get(desk.boris, f"/conversations/{talk}"))["parts"][0]["id"]
    first = await desk.answers(desk.anna, talk, "On its way", seen_part=seen)
    assert first["part"]["author"]["id"] == desk.ids["anna"]
    assert first["conversation"]["assignee"] == desk.ids["anna"]
    refused = await desk.boris.post(
        f"{INBOX}/conversations/{talk}/parts",
        json={"body": "Tomorrow", "client_key": new_key(), "seen_part": seen},
    )
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "answered_meanwhile"
    assert refused.json()["error"]["params"] == {"by": desk.ids["anna"], "part": first["part"]["id"]}
    await desk.answers(desk.boris, talk, "Tomorrow", seen_part=seen, force=True)
    key = new_key()
    once, again = [await desk.answers(desk.anna, talk, "Sorry", client_key=key) for _ in range(2)]
    assert once["part"] == again["part"]

    await desk.visitor_says("Thanks", conversation=talk)
    counts = {name: (await desk.get(client, "/counts")) for name, client in desk.clients}
    assert counts["anna"] == {"mine": 1, "unassigned": 0, "mentions": 0, "open": 1, "teams": {}}
    assert counts["boris"] == {"mine": 0, "unassigned": 0, "mentions": 0, "open": 1, "teams": {}}
    last = (await desk.get(desk.anna, f"/conversations/{talk}"))["conversation"]["last_part"]
    await desk.post(desk.anna, f"/conversations/{talk}/read", {"part": last})
    assert (await desk.get(desk.anna, "/counts"))["mine"] == 0
    opened = await desk.get(desk.anna, f"/conversations/{talk}")
    bodies = [part["body"] for part in opened["parts"] if part["kind"] == "message"]
    assert bodies == ["Thanks", "Sorry", "Tomorrow", "On its way", "Hello?", "Where is my order?"]
    assert {each["member_id"] for each in opened["readers"]} == set(desk.ids.values())
    path, found = f"/conversations/{talk}/parts", []
    page = await desk.get(desk.anna, f"{path}?limit=3")
    while page["next"] is not None:
        assert len(page["parts"]) == 3
        found += page["parts"]
        page = await desk.get(desk.anna, f"{path}?limit=3&before={page['next']}")
    assert [*found, *page["parts"]] == opened["parts"], "by pages of any size"
    assert (await desk.anna.get(f"{INBOX}{path}?limit=201")).status_code == 422


async def test_notes_mentions_drafts_and_what_is_refused(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    talk = await desk.visitor_says("Hi")
    draft = {"kind": "note", "body": "ask Boris", "files": []}
    assert (await desk.anna.put(f"{INBOX}/conversations/{talk}/draft", json=draft)).status_code == 204
    assert (await desk.get(desk.anna, f"/conversations/{talk}"))["draft"]["body"] == "ask Boris"
    assert (await desk.get(desk.boris, f"/conversations/{talk}"))["draft"] is None
    note = await desk.answers(desk.anna, talk, "look", kind="note", mentions=[desk.ids["boris"]])
    assert note["conversation"]["answer_part"] == 0
    assert (await desk.get(desk.anna, f"/conversations/{talk}"))["draft"] is None
    assert (await desk.get(desk.boris, "/counts"))["mentions"] == 1
    assert [row["id"] for row in (await desk.get(desk.boris, "/mentions"))["items"]] == [talk]
    assert (await desk.get(desk.anna, "/mentions"))["items"] == []
    await desk.post(desk.boris, f"/conversations/{talk}/read", {"part": note["part"]["id"]})
    assert (await desk.get(desk.boris, "/counts"))["mentions"] == 0

    api, owner = desk.workspace.api, await desk.workspace.owner()
    path = f"{INBOX}/conversations/{talk}"
    refused = {
        "empty": await desk.anna.post(f"{path}/parts", json={"body": " ", "client_key": "e"}),
        "stranger named": await desk.anna.post(
            f"{path}/parts", json={"kind": "note", "body": "x", "client_key": "s", "mentions": [99999]}
        ),
        "file of nobody": await desk.anna.post(
            f"{path}/parts", json={"body": "x", "client_key": "f", "files": [99999]}
        ),
        "assigned to nobody": await desk.anna.patch(path, json={"assignee": 99999}),
        "put off without end": await desk.anna.patch(path, json={"status": "snoozed"}),
        "put off to the past": await desk.anna.patch(
            path, json={"status": "snoozed", "snoozed_until": "2020-01-01T00:00:00Z"}
        ),
        "read by a token": await api.post(f"{path}/read", json={"part": 1}),
        "no such place": await desk.anna.get(f"{INBOX}/conversations", params={"before": "AAAA"}),
        "no such talk": await owner.get(f"{INBOX}/conversations/99999"),
        "written to nobody": await desk.anna.post(
            f"{INBOX}/conversations", json={"profile_id": "12345", "body": "x", "client_key": "n"}
        ),
    }
    await desk.visitor_says("x", conversation=talk, key="visitors")
    refused["key of another"] = await desk.anna.post(
        f"{path}/parts", json={"body": "x", "client_key": "visitors"}
    )
    statuses = {name: answer.status_code for name, answer in refused.items()}
    assert statuses == {
        "empty": 422,
        "stranger named": 422,
        "file of nobody": 422,
        "assigned to nobody": 422,
        "put off without end": 422,
        "put off to the past": 422,
        "read by a token": 403,
        "no such place": 422,
        "no such talk": 404,
        "written to nobody": 404,
        "key of another": 409,
    }


async def test_what_is_taken_back_put_off_and_done_at_once(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await Desk.make(make_workspace)
    talk, other = await desk.visitor_says("One"), await desk.visitor_says("Two", person=2)
    sent = (await desk.answers(desk.anna, talk, "a SECRET slip"))["part"]["id"]
    path = f"{INBOX}/conversations/{talk}/parts/{sent}"
    assert (await desk.boris.delete(path)).status_code == 409
    undone = (await desk.anna.delete(path)).json()
    assert (undone["part"]["body"], undone["part"]["deleted_at"] is None) == ("", False)
    assert undone["conversation"]["preview"] == "One"
    assert undone["conversation"]["waiting_since"] is not None
    assert (await desk.anna.delete(path)).status_code == 200
    assert undone["conversation"]["replied_at"] is None, "nobody has answered, whatever the card keeps"
    assert "SECRET" not in (await desk.anna.get(f"{INBOX}/conversations/{talk}")).text
    late = (await desk.answers(desk.anna, talk, "hm"))["part"]["id"]
    monkeypatch.setattr(undoing, "UNDO_S", -1)
    too_late = await desk.anna.delete(f"{INBOX}/conversations/{talk}/parts/{late}")
    assert too_late.json()["error"]["code"] == "too_late_to_undo"
    monkeypatch.undo()
    await desk.visitor_says("seen", conversation=talk)
    was_read = await desk.anna.delete(f"{INBOX}/conversations/{talk}/parts/{late}")
    assert was_read.json()["error"]["code"] == "was_read"

    until = datetime.now(UTC) + timedelta(hours=1)
    body = {"ids": [talk, other, 99999], "action": "snooze", "snoozed_until": until.isoformat()}
    assert await desk.post(desk.anna, "/bulk", body) == {"changed": [talk, other], "failed": [99999]}
    assert await waking.wake_due(desk.engines, now=until - timedelta(seconds=1)) == 0
    assert await waking.wake_due(desk.engines, now=until) == 2
    assert await waking.wake_due(desk.engines, now=until) == 0
    opened = await desk.get(desk.anna, f"/conversations/{talk}")
    told = [part["data"]["what"] for part in opened["parts"] if part["kind"] == "happening"]
    assert (opened["conversation"]["status"], told[:2]) == ("open", ["reopened", "snoozed"])
    for action in ({"action": "tag", "tag": "VIP"}, {"action": "close"}, {"action": "read"}):
        await desk.post(desk.anna, "/bulk", {"ids": [talk, other], **action})
    listed = await desk.get(desk.anna, "/conversations?tag=VIP&status=closed")
    assert {row["id"] for row in listed["items"]} == {talk, other}
    assert (await desk.get(desk.anna, "/conversations?unread=true"))["items"] == []
    assert [row["title"] for row in (await desk.get(desk.anna, "/tags"))["items"]] == ["VIP"]
    owner, before = await desk.workspace.owner(), listed["seq"]
    assert (await owner.delete("/api/v1/tags/VIP")).status_code == 204
    assert await untagging.untag_some(desk.engines, workspace_id=desk.workspace.id, tag="VIP") == 2
    assert await untagging.untag_some(desk.engines, workspace_id=desk.workspace.id, tag="VIP") == 0
    changes = await desk.get(desk.anna, f"/changes?after={before}")
    assert {row["id"]: row["tags"] for row in changes["conversations"]} == {talk: [], other: []}


async def test_blocking_merging_and_splitting(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    await desk.know(1)
    await desk.know(2)
    one = await desk.visitor_says("first")
    await desk.answers(desk.anna, one, "second")
    two = await desk.visitor_says("third")
    await desk.visitor_says("fourth", conversation=one)
    strange = await desk.visitor_says("other", person=2)
    merging = f"{INBOX}/conversations/{two}/merge"
    for target, code in ((two, "same_conversation"), (strange, "other_person"), (99999, "no_conversation")):
        refused = await desk.anna.post(merging, json={"into": target})
        assert refused.json()["error"]["code"] == code
    merged = (await desk.anna.post(merging, json={"into": one})).json()["conversation"]
    assert (merged["id"], merged["preview"], merged["assignee"]) == (one, "fourth", desk.ids["anna"])
    opened = await desk.get(desk.anna, f"/conversations/{two}")
    assert opened["conversation"]["id"] == one
    messages = [part for part in opened["parts"] if part["kind"] == "message"]
    assert [part["body"] for part in messages] == ["fourth", "third", "second", "first"]
    assert await desk.visitor_says("fifth", conversation=two) == one
    third = messages[1]["id"]
    first = await desk.anna.post(f"{INBOX}/conversations/{one}/split", json={"from_part": messages[-1]["id"]})
    assert first.json()["error"]["code"] == "nothing_to_split"
    split = await desk.post(desk.anna, f"/conversations/{one}/split", {"from_part": third})
    assert (split["old"]["preview"], split["conversation"]["preview"]) == ("second", "fifth")
    assert split["conversation"]["split_from"] == one
    assert split["old"]["waiting_since"] is None

    assert (await desk.post(desk.anna, "/people/1/block", {})) == {"is_blocked": True, "is_changed": True}
    assert (await desk.post(desk.anna, "/people/1/block", {}))["is_changed"] is False
    with pytest.raises(ForbiddenError):
        await desk.visitor_says("still there", conversation=one)
    with pytest.raises(ForbiddenError):
        await desk.visitor_says("anew")
    assert (await desk.get(desk.anna, f"/conversations/{one}"))["person"]["is_blocked"] is True
    await desk.post(desk.anna, "/people/1/unblock", {})
    await desk.visitor_says("back", conversation=one)
    owner = await desk.workspace.owner()
    audit = (await owner.get("/api/v1/audit")).json()["items"]
    actions = [row["action"] for row in audit]
    assert {"person.blocked", "person.unblocked", "conversation.merged", "conversation.split"} <= set(actions)
