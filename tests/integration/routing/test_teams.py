"""Teams and rules over HTTP: what is refused, journalled, shown, and what becomes of conversations."""

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import INBOX
from tests.integration.routing.team import Team

from otklik.inbox.contracts import ConversationStatus
from otklik.routing import repository


async def test_teams_are_made_changed_and_deleted(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    anna, boris = team.ids
    owner = await team.desk.workspace.owner()
    sales = await team.set_up("take", anna, boris)
    await team.change(sales, name="Sales")
    other = await team.desk.post(owner, "/teams", {"name": "Support", "mode": "least_busy"})

    path = f"{INBOX}/teams/{sales}"
    await check_refusals(team, owner, path, (await make_workspace()).api)
    assert (await owner.patch(path, json={"position": 1})).json()["position"] == 1
    shown = (await team.desk.anna.get(f"{INBOX}/teams")).json()["items"]
    assert [each["name"] for each in shown] == ["Support", "Sales"]

    first, second, closed = [await team.says(person=person) for person in (1, 2, 3)]
    page = await team.desk.get(team.desk.anna, f"/conversations?team={sales}&assignee=none")
    assert {each["id"] for each in page["items"]} == {first, second, closed}
    assert page["counts"]["teams"] == {str(sales): 3}
    await team.answers(anna, first)
    await team.close(closed, anna)
    assert (await team.desk.get(team.desk.boris, "/counts"))["teams"] == {str(sales): 1}
    assert (await team.desk.get(owner, "/counts"))["teams"] == {}, "the owner is in no team"

    for number, status in ((other["id"], 200), (10**9, 422)):
        answer = await team.desk.anna.patch(f"{INBOX}/conversations/{first}", json={"team": number})
        assert answer.status_code == status, answer.text
    row = await team.get(first)
    assert (row.team, row.assignee, row.passed_by) == (other["id"], None, anna), "she is not in that team"
    done = await team.desk.post(
        team.desk.boris, "/bulk", {"ids": [first, second], "action": "team", "team": None}
    )
    assert done == {"changed": [first, second], "failed": []}
    none = await team.desk.get(team.desk.boris, "/conversations?team=none")
    assert {each["id"] for each in none["items"]} == {first, second}
    await team.desk.post(team.desk.boris, f"/conversations/{second}/commands", {"text": "/team sal"})
    assert (await team.get(second)).team == sales

    assert (await owner.delete(path)).status_code == 204
    assert (await owner.delete(path)).status_code == 404
    assert (await team.get(second)).team is None
    assert (await team.get(closed)).team == sales, "what is over keeps it"
    rules = (await owner.get(f"{INBOX}/routing-settings")).json()
    assert rules["default_team"] is None
    async with team.engines.postgres.connection() as connection:
        names = await repository.list_team_names(connection, workspace_id=team.workspace)
    assert names[sales] == "Sales", "statistics can name it"
    await team.says(person=3, conversation=closed)
    reopened = await team.get(closed)
    assert (reopened.status, reopened.team) == (ConversationStatus.OPEN, None)

    journal = (await owner.get("/api/v1/audit")).json()["items"]
    actions = [each["action"] for each in journal if each["action"].startswith(("team.", "routing."))]
    assert actions[::-1] == [
        "team.created",
        "team.members_changed",
        "routing.updated",
        "team.updated",
        "team.created",
        "team.deleted",
    ]


async def check_refusals(
    team: Team, owner: httpx.AsyncClient, path: str, stranger: httpx.AsyncClient
) -> None:
    for client, body, status in (
        (owner, {"name": "sales"}, 409),
        (owner, {"name": " "}, 422),
        (owner, {"name": "X", "operator_limit": 0}, 422),
        (owner, {"name": "X", "mode": "by_mood"}, 422),
        (team.desk.anna, {"name": "X"}, 403),
    ):
        assert (await client.post(f"{INBOX}/teams", json=body)).status_code == status, body
    assert (await owner.patch(path, json={"name": "support"})).status_code == 409
    assert (await stranger.patch(path, json={"name": "Mine"})).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert (await stranger.get(f"{INBOX}/teams")).json() == {"items": []}
    viewer = await team.desk.workspace.as_role("viewer")
    viewer_id = int((await viewer.get("/api/v1/me")).json()["member"]["id"])
    for member in (viewer_id, 10**9):
        answer = await owner.put(f"{path}/members", json={"members": [{"member_id": member}]})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_able_member")
    for rules in ({"default_team": 10**9}, {"out_of_hours": {"is_on": True}}, {"auto_away_minutes": -1}):
        assert (await owner.put(f"{INBOX}/routing-settings", json=rules)).status_code == 422, rules
