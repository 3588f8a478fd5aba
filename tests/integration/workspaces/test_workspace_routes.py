import asyncio
import json

import httpx
import pytest
from tests.integration.workspaces.team import MakeClient, MakeTeam, read_link

from otklik.infra.engines import Engines
from otklik.workspaces import service
from otklik.workspaces.roles import system_actor

API = "/api/v1"
# (method, path, body, the weakest roles refused)
GUARDED = [
    ("GET", "/workspace", None, ()),
    ("PATCH", "/workspace", {"name": "New"}, ("marketer", "operator", "viewer")),
    ("GET", "/onboarding", None, ()),
    ("GET", "/audit", None, ("marketer", "operator", "viewer")),
    ("GET", "/mailbox", None, ("marketer", "operator", "viewer")),
    ("GET", "/team/members", None, ("viewer",)),
    ("GET", "/team/invitations", None, ("viewer",)),
    (
        "POST",
        "/team/invitations",
        {"email": "x@x.example", "role": "viewer"},
        ("marketer", "operator", "viewer"),
    ),
    ("GET", "/write-keys", None, ("operator", "viewer")),
    ("POST", "/write-keys", {"name": "site"}, ("marketer", "operator", "viewer")),
    ("GET", "/api-tokens", None, ("operator", "viewer")),
    ("POST", "/api-tokens", {"name": "bot"}, ("marketer", "operator", "viewer")),
    ("PUT", "/preferences/columns", {"value": 1, "is_shared": True}, ("marketer", "operator", "viewer")),
]


async def test_routes_know_anonymous_weak_and_foreign_callers(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    team = await make_team("shop", roles=("marketer", "operator", "viewer"))
    other = await make_team("cafe")
    for method, path, body, refused in GUARDED:
        anonymous = await open_client().request(method, API + path, json=body)
        assert anonymous.status_code == 401, path
        forged = await open_client().request(
            method, API + path, json=body, headers={"Authorization": "Bearer otk_nothing"}
        )
        assert forged.status_code == 401, path
        foreign = await other.owner.request(
            method, API + path, json=body, headers={"X-Otklik-Workspace": str(team.id)}
        )
        assert foreign.status_code == 404, path
        for role in ("marketer", "operator", "viewer"):
            answer = await team.clients[role].request(method, API + path, json=body)
            assert (answer.status_code == 403) is (role in refused), (path, role, answer.text)
        allowed = await team.owner.request(method, API + path, json=body)
        assert allowed.is_success, (path, allowed.text)


async def test_the_workspace_is_named_by_header_query_or_alone(make_team: MakeTeam) -> None:
    team = await make_team()
    assert (await team.owner.get(f"{API}/workspace")).json()["id"] == str(team.id)
    made = (await team.owner.post(f"{API}/workspaces", json={"name": "Second"})).json()
    second = made["workspaces"][-1]
    assert (second["name"], second["role"]) == ("Second", "owner")
    vague = await team.owner.get(f"{API}/workspace")
    assert (vague.status_code, vague.json()["error"]["code"]) == (400, "workspace_required")
    by_query = await team.owner.get(f"{API}/workspace", params={"workspace": second["id"]})
    assert by_query.json()["name"] == "Second"
    for bad in ("0", "abc", "99999999999999999999", "-1", "١"):
        answer = await team.owner.get(f"{API}/workspace", params={"workspace": bad})
        assert answer.status_code == 404, bad


async def test_settings_are_changed_one_by_one_and_journalled(make_team: MakeTeam, engines: Engines) -> None:
    team = await make_team()
    before = (await team.owner.get(f"{API}/workspace")).json()
    assert before["settings"]["session_gap_min"] == 40
    assert len(before["auth_key"]) == 64
    change = {
        "time_zone": "Asia/Omsk",
        "currency": "EUR",
        "allowed_domains": ["Shop.example", "*.shop.example", "shop.example", "localhost:3000", "пример.рф"],
        "settings": {"session_gap_min": 30, "require_auth": True},
    }
    after = (await team.owner.patch(f"{API}/workspace", json=change)).json()
    assert after["allowed_domains"] == ["shop.example", "*.shop.example", "localhost:3000", "пример.рф"]
    assert after == before | {
        "time_zone": "Asia/Omsk",
        "currency": "EUR",
        "allowed_domains": after["allowed_domains"],
        "settings": before["settings"] | {"session_gap_min": 30, "require_auth": True},
    }
    await team.owner.patch(f"{API}/workspace", json={"settings": {"late_event_h": 48}})
    stored = await service.get_collection_settings(engines, team.id)
    assert (stored.session_gap_min, stored.require_auth, stored.late_event_h) == (30, True, 48)
    assert await service.get_auth_key(engines, team.id) == before["auth_key"]
    entry = (await team.owner.get(f"{API}/audit?limit=1")).json()["items"][0]
    assert (entry["action"], entry["details"]) == ("workspace.updated", {"settings": {"late_event_h": 48}})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"time_zone": "Moon/Sea"}, "time_zone"),
        ({"currency": "rubles"}, "currency"),
        ({"phone_region": "XX"}, "phone_region"),
        ({"allowed_domains": ["https://shop.example/path"]}, "allowed_domains.0"),
        ({"settings": {"session_gap_min": 0}}, "settings.session_gap_min"),
        ({"settings": {"unknown": True}}, "settings.unknown"),
        ({"name": ""}, "name"),
        ({"id": 7}, "id"),
    ],
)
async def test_bad_settings_change_nothing(make_team: MakeTeam, change: dict[str, object], path: str) -> None:
    team = await make_team()
    before = (await team.owner.get(f"{API}/workspace")).json()
    refused = await team.owner.patch(f"{API}/workspace", json=change)
    assert (refused.status_code, refused.json()["error"]["faults"][0]["path"]) == (422, path)
    assert (await team.owner.get(f"{API}/workspace")).json() == before


async def test_the_auth_key_is_for_those_who_may_change_keys(make_team: MakeTeam) -> None:
    team = await make_team(roles=("marketer",))
    assert (await team.clients["marketer"].get(f"{API}/workspace")).json()["auth_key"] is None


async def test_write_keys_live_until_revoked(make_team: MakeTeam, engines: Engines) -> None:
    team = await make_team()
    other = await make_team("cafe")
    key = (await team.owner.post(f"{API}/write-keys", json={"name": "blog"})).json()
    found = await service.find_write_key(engines, key["key"])
    assert found is not None
    assert (str(found.id), found.workspace_id) == (key["id"], team.id)
    for bad in ("", "nothing", "ключ", "a\x00b"):
        assert await service.find_write_key(engines, bad) is None
    status = await team.owner.get(f"{API}/write-keys/{key['id']}/status")
    assert status.json() == {"first_event_at": None}
    for method, path in (("DELETE", f"/write-keys/{key['id']}"), ("GET", f"/write-keys/{key['id']}/status")):
        assert (await other.owner.request(method, API + path)).status_code == 404
    assert (await team.owner.delete(f"{API}/write-keys/{key['id']}")).status_code == 204
    assert await service.find_write_key(engines, key["key"]) is None
    assert (await team.owner.delete(f"{API}/write-keys/{key['id']}")).status_code == 404
    (last,) = (await team.owner.get(f"{API}/write-keys")).json()["items"]
    kept = await team.owner.delete(f"{API}/write-keys/{last['id']}")
    assert (kept.status_code, kept.json()["error"]["code"]) == (409, "last_write_key")


async def test_api_tokens_act_in_their_workspace_with_their_role(
    make_team: MakeTeam, make_client: MakeClient, engines: Engines
) -> None:
    team, other = await make_team("shop"), await make_team("cafe")
    made = (await team.owner.post(f"{API}/api-tokens", json={"name": "bot", "role": "viewer"})).json()
    assert made["token"].startswith("otk_")
    assert made["token"].endswith(made["hint"])
    program = make_client()
    program.headers["Authorization"] = f"bearer {made['token']}"
    assert (await program.get(f"{API}/workspace")).json()["id"] == str(team.id)
    # The token names the workspace; a header cannot lead it elsewhere.
    led = await program.get(f"{API}/workspace", headers={"X-Otklik-Workspace": str(other.id)})
    assert led.json()["id"] == str(team.id)
    weak = await program.patch(f"{API}/workspace", json={"name": "x"})
    assert (weak.status_code, weak.json()["error"]["code"]) == (403, "role_too_weak")
    strong = make_client()
    strong.headers["Authorization"] = f"Bearer {team.made.api_token}"
    assert (await strong.patch(f"{API}/workspace", json={"name": "x"})).status_code == 200
    listed = (await team.owner.get(f"{API}/api-tokens")).json()["items"]
    assert "token" not in listed[-1]
    assert listed[-1]["last_used_at"] is not None
    actor = await service.find_api_actor(engines, made["token"])
    assert actor is not None
    assert (actor.workspace_id, actor.role) == (team.id, "viewer")
    assert (await other.owner.delete(f"{API}/api-tokens/{made['id']}")).status_code == 404
    assert (await team.owner.delete(f"{API}/api-tokens/{made['id']}")).status_code == 204
    assert (await program.get(f"{API}/workspace")).status_code == 401
    assert await service.find_api_actor(engines, made["token"]) is None
    owner_token = await team.owner.post(f"{API}/api-tokens", json={"name": "bot", "role": "owner"})
    assert owner_token.status_code == 422


async def test_an_admin_cannot_touch_owners_and_the_last_owner_stays(make_team: MakeTeam) -> None:
    team = await make_team(roles=("admin", "viewer"))
    rows = (await team.owner.get(f"{API}/team/members")).json()["items"]
    ids = {row["role"]: row["id"] for row in rows}
    admin = team.clients["admin"]
    for member, role in ((ids["owner"], "viewer"), (ids["viewer"], "owner")):
        refused = await admin.patch(f"{API}/team/members/{member}", json={"role": role})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "owners_only")
    assert (await admin.delete(f"{API}/team/members/{ids['owner']}")).status_code == 403
    last = await team.owner.patch(f"{API}/team/members/{ids['owner']}", json={"role": "admin"})
    assert (last.status_code, last.json()["error"]["code"]) == (409, "last_owner")
    assert (await team.owner.delete(f"{API}/team/members/{ids['owner']}")).status_code == 409
    changed = await admin.patch(f"{API}/team/members/{ids['viewer']}", json={"role": "marketer"})
    assert changed.json()["role"] == "marketer"
    assert (await team.clients["viewer"].get(f"{API}/write-keys")).status_code == 200
    assert (await admin.delete(f"{API}/team/members/{ids['viewer']}")).status_code == 204
    assert (
        await team.clients["viewer"].get(f"{API}/workspace", params={"workspace": team.id})
    ).status_code == 404
    assert (
        await admin.patch(f"{API}/team/members/{ids['viewer']}", json={"role": "viewer"})
    ).status_code == 404
    assert (
        await admin.patch(f"{API}/team/members/{ids['viewer']}", json={"role": "king"})
    ).status_code == 422


async def test_two_owners_who_demote_each_other_leave_one(make_team: MakeTeam) -> None:
    team = await make_team(roles=("admin",))
    rows = (await team.owner.get(f"{API}/team/members")).json()["items"]
    ids = {row["role"]: row["id"] for row in rows}
    await team.owner.patch(f"{API}/team/members/{ids['admin']}", json={"role": "owner"})
    answers = await asyncio.gather(
        team.owner.patch(f"{API}/team/members/{ids['admin']}", json={"role": "admin"}),
        team.clients["admin"].patch(f"{API}/team/members/{ids['owner']}", json={"role": "admin"}),
    )
    assert 200 in {answer.status_code for answer in answers}
    after = [await each.get(f"{API}/team/members") for each in (team.owner, team.clients["admin"])]
    roles = [row["role"] for row in after[0].json()["items"]]
    assert roles.count("owner") == 1


async def test_invitations_replace_one_another_and_can_be_taken_back(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    team, other = await make_team("shop"), await make_team("cafe")
    invite = {"email": "New@Shop.example", "role": "operator"}
    await team.owner.post(f"{API}/team/invitations", json=invite)
    first = await read_link(team.owner, "New@shop.example", "/invitations/")
    await team.owner.post(f"{API}/team/invitations", json=invite | {"email": "new@shop.EXAMPLE"})
    second = await read_link(team.owner, "new@shop.example", "/invitations/")
    assert (await open_client().get(f"{API}/invitations/by-token/{first}")).status_code == 404
    assert (await open_client().get(f"{API}/invitations/by-token/{second}")).status_code == 200
    (row,) = (await team.owner.get(f"{API}/team/invitations")).json()["items"]
    assert (await other.owner.delete(f"{API}/team/invitations/{row['id']}")).status_code == 404
    assert (await team.owner.delete(f"{API}/team/invitations/{row['id']}")).status_code == 204
    late = await open_client().post(
        f"{API}/invitations/by-token/{second}", json={"password": "good password"}
    )
    assert (late.status_code, late.json()["error"]["code"]) == (404, "link_is_over")


@pytest.mark.parametrize(
    "body",
    [
        {"email": "no address", "role": "viewer"},
        {"email": "a@b.example", "role": "owner"},
        {"email": "a@b.example"},
    ],
)
async def test_bad_invitations_are_refused(make_team: MakeTeam, body: dict[str, str]) -> None:
    team = await make_team()
    assert (await team.owner.post(f"{API}/team/invitations", json=body)).status_code == 422


async def test_a_member_is_not_invited_twice(make_team: MakeTeam) -> None:
    team = await make_team(roles=("viewer",))
    body = {"email": "Viewer@shop.example", "role": "admin"}
    again = await team.owner.post(f"{API}/team/invitations", json=body)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_a_member")


async def test_preferences_are_ones_own_before_the_workspaces(make_team: MakeTeam) -> None:
    team = await make_team(roles=("viewer",))
    viewer = team.clients["viewer"]
    path = f"{API}/preferences/people.columns"
    assert (await viewer.get(path)).json() == {"value": None}
    await team.owner.put(path, json={"value": ["name"], "is_shared": True})
    assert (await viewer.get(path)).json() == {"value": ["name"]}
    hostile = {"a\x00": "\ud800", "n": [1, {"x": 10**30}]}
    raw = json.dumps({"value": hostile}).encode()
    saved = await viewer.put(path, content=raw, headers={"Content-Type": "application/json"})
    assert saved.status_code in {200, 422}, saved.text
    await viewer.put(path, json={"value": {"columns": ["email", "$phone"]}})
    assert (await viewer.get(path)).json() == {"value": {"columns": ["email", "$phone"]}}
    assert (await team.owner.get(path)).json() == {"value": ["name"]}
    assert (await viewer.put(path, json={"value": "x" * 8000 + "я" * 8000})).status_code == 422
    assert (await viewer.put(f"{API}/preferences/a b", json={"value": 1})).status_code == 422


async def test_onboarding_follows_what_is_done(make_team: MakeTeam, engines: Engines) -> None:
    team = await make_team()

    async def done() -> dict[str, bool]:
        steps = (await team.owner.get(f"{API}/onboarding")).json()["steps"]
        return {step["key"]: step["is_done"] for step in steps}

    assert await done() == {
        "create_workspace": True,
        "install_snippet": False,
        "invite_team": False,
        "ready": False,
    }
    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE write_keys SET first_event_at = now()")
    await team.owner.post(f"{API}/team/invitations", json={"email": "a@b.example", "role": "viewer"})
    assert all((await done()).values())


async def test_the_journal_is_paged_and_stays_inside(make_team: MakeTeam, engines: Engines) -> None:
    team, other = await make_team("shop"), await make_team("cafe")
    actor = system_actor(workspace_id=team.id)
    async with engines.postgres.session() as session:
        for number in range(5):
            await service.record_audit(session, actor=actor, action="thing.done", target=str(number))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await team.owner.get(f"{API}/audit", params=params)).json()
        seen += [entry["target"] for entry in page["items"] if entry["action"] == "thing.done"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]
    theirs = (await other.owner.get(f"{API}/audit?limit=200")).json()["items"]
    assert "thing.done" not in {entry["action"] for entry in theirs}
    for bad in ("limit=0", "limit=201", "cursor=x", "cursor=-1"):
        assert (await team.owner.get(f"{API}/audit?{bad}")).status_code == 422


async def test_command_line_workspaces_know_their_owner(make_team: MakeTeam, engines: Engines) -> None:
    team = await make_team()
    again = await service.create_workspace_with_owner(
        engines, name="second", email=team.made.owner_email.upper(), password="correct horse"
    )
    assert again.owner_email == team.made.owner_email
    me = (await team.owner.get(f"{API}/me")).json()
    assert [each["name"] for each in me["workspaces"]] == ["shop", "second"]
    with pytest.raises(Exception, match="wrong_credentials"):
        await service.create_workspace_with_owner(
            engines, name="third", email=team.made.owner_email, password="wrong password"
        )
    assert await service.find_workspace_by_name(engines, "third") is None


async def test_errors_speak_the_callers_language(client: httpx.AsyncClient) -> None:
    russian = await client.get(f"{API}/me", headers={"Accept-Language": "ru,en;q=0.5"})
    assert russian.json()["error"]["message"].startswith("Войдите")
    assert (await client.get(f"{API}/me")).json()["error"]["message"].startswith("Sign in")


async def test_housekeeping_forgets_what_is_over(make_team: MakeTeam, engines: Engines) -> None:
    team = await make_team()
    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE sign_ins SET expires_at = now() - interval '1 minute'")
        await connection.execute("UPDATE throttle SET since = now() - interval '2 days'")
    await service.forget_expired(engines)
    assert (await team.owner.get(f"{API}/me")).status_code == 401
    async with engines.postgres.connection() as connection:
        rows = await connection.execute(
            "SELECT (SELECT count(*) FROM sign_ins) + (SELECT count(*) FROM throttle)"
        )
        assert await rows.fetchone() == (0,)
