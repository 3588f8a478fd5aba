import asyncio
from datetime import UTC, datetime

import httpx
import pyotp
import pytest
from tests.integration.workspaces.team import PASSWORD, MakeClient, MakeTeam, Team, join, read_link, sign_in

from otklik.infra.engines import Engines

SETUP = {
    "workspace_name": "Shop",
    "name": "Ann",
    "email": "Ann@Shop.example",
    "password": PASSWORD,
    "language": "en",
}


async def test_first_run_makes_the_owner_once(open_client: MakeClient) -> None:
    client = open_client()
    assert (await client.get("/api/v1/setup")).json() == {"needs_owner": True}
    made = await client.post("/api/v1/setup", json=SETUP)
    assert made.status_code == 201, made.text
    me = made.json()
    assert me["member"]["email"] == "Ann@shop.example"
    assert [(each["name"], each["role"]) for each in me["workspaces"]] == [("Shop", "owner")]
    assert (await client.get("/api/v1/me")).json() == me
    assert (await client.get("/api/v1/setup")).json() == {"needs_owner": False}
    again = await open_client().post("/api/v1/setup", json=SETUP | {"email": "b@b.example"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_set_up")


async def test_two_first_runs_at_once_make_one_owner(open_client: MakeClient) -> None:
    answers = await asyncio.gather(
        *(open_client().post("/api/v1/setup", json=SETUP | {"email": f"{n}@b.example"}) for n in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"password": "short"}, "password"),
        ({"password": "x" * 257}, "password"),
        ({"email": "nobody"}, "email"),
        ({"workspace_name": "  "}, "workspace_name"),
        ({"language": "fr"}, "language"),
        ({"is_root": True}, "is_root"),
        ({"name": "a\x00b"}, "name"),
    ],
)
async def test_first_run_refuses_bad_input(
    open_client: MakeClient, change: dict[str, object], path: str
) -> None:
    refused = await open_client().post("/api/v1/setup", json=SETUP | change)
    assert refused.status_code == 422
    assert path in [fault["path"] for fault in refused.json()["error"]["faults"]]
    assert (await open_client().get("/api/v1/setup")).json() == {"needs_owner": True}


async def test_cookie_is_hidden_from_scripts_and_sign_out_ends_it(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    team = await make_team()
    client = open_client()
    answer = await sign_in(client, team.made.owner_email.upper())
    assert answer.json() == {"status": "ok"}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    token = client.cookies["otklik_session"]
    assert (await client.post("/api/v1/sign-out")).status_code == 204
    client.cookies.set("otklik_session", token)
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_wrong_pairs_answer_alike_and_are_throttled(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    team = await make_team()
    client = open_client()
    unknown = await sign_in(client, "nobody@shop.example")
    wrong = await sign_in(client, team.made.owner_email, "wrong horse")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json() == wrong.json()
    answers = await asyncio.gather(*(sign_in(client, team.made.owner_email, f"wrong {n}") for n in range(12)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(401) == 9
    locked = await sign_in(client, team.made.owner_email)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 901
    journal = (await team.owner.get("/api/v1/audit?limit=200")).json()["items"]
    assert sum(entry["action"] == "member.sign_in_failed" for entry in journal) == 10


async def test_changes_need_our_own_page(make_team: MakeTeam, make_client: MakeClient) -> None:
    team = await make_team()
    bare = make_client()
    pair = {"email": team.made.owner_email, "password": PASSWORD}
    assert (await bare.post("/api/v1/sign-in", json=pair)).json()["error"]["code"] == "cross_site"
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Otklik-CSRF": "0"},
    ):
        refused = await team.owner.patch("/api/v1/workspace", json={"name": "stolen"}, headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "cross_site"), headers
    good = {"Origin": "http://test", "Sec-Fetch-Site": "same-origin"}
    assert (
        await team.owner.patch("/api/v1/workspace", json={"name": "ours"}, headers=good)
    ).status_code == 200


async def _enable_totp(client: httpx.AsyncClient) -> tuple[str, list[str]]:
    started = (await client.post("/api/v1/me/totp/start")).json()
    assert started["svg"].startswith("<svg")
    secret: str = started["secret"]
    confirmed = await client.post("/api/v1/me/totp/confirm", json={"code": pyotp.TOTP(secret).now()})
    assert confirmed.status_code == 200, confirmed.text
    return secret, confirmed.json()["recovery_codes"]


def _other_code(secret: str) -> str:
    """A code of the next half minute: the present one was used to confirm."""
    return pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)


async def test_second_factor_is_asked_and_each_code_works_once(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    team = await make_team()
    secret, codes = await _enable_totp(team.owner)
    client = open_client()
    assert (await sign_in(client, team.made.owner_email)).json() == {"status": "totp"}
    assert (await client.get("/api/v1/me")).status_code == 401
    assert (await client.get("/api/v1/workspace")).status_code == 401
    used = pyotp.TOTP(secret).now()
    code = _other_code(secret)
    pending = client.cookies["otklik_session"]
    assert (await client.post("/api/v1/sign-in/totp", json={"code": "000000"})).status_code == 401
    assert (await client.post("/api/v1/sign-in/totp", json={"code": code})).json() == {"status": "ok"}
    assert client.cookies["otklik_session"] != pending
    assert (await client.get("/api/v1/me")).json()["member"]["has_totp"] is True

    other = open_client()
    await sign_in(other, team.made.owner_email)
    for replayed in (code, used):
        assert (await other.post("/api/v1/sign-in/totp", json={"code": replayed})).status_code == 401
    assert (await other.post("/api/v1/sign-in/totp", json={"code": codes[0]})).status_code == 200

    third = open_client()
    await sign_in(third, team.made.owner_email)
    assert (await third.post("/api/v1/sign-in/totp", json={"code": codes[0]})).status_code == 401


async def test_codes_are_throttled(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team()
    _, codes = await _enable_totp(team.owner)
    client = open_client()
    await sign_in(client, team.made.owner_email)
    statuses = [
        (await client.post("/api/v1/sign-in/totp", json={"code": f"00000{n}"})).status_code for n in range(7)
    ]
    assert statuses[-1] == 429
    assert (await client.post("/api/v1/sign-in/totp", json={"code": codes[0]})).status_code == 429


async def test_second_factor_is_turned_off_by_password(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team()
    await _enable_totp(team.owner)
    assert (await team.owner.post("/api/v1/me/totp/start")).json()["error"]["code"] == "totp_is_on"
    wrong = await team.owner.post("/api/v1/me/totp/disable", json={"password": "wrong"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "wrong_password")
    assert (await team.owner.post("/api/v1/me/totp/disable", json={"password": PASSWORD})).status_code == 204
    assert (await sign_in(open_client(), team.made.owner_email)).json() == {"status": "ok"}


async def test_confirm_without_start_or_of_another_member_is_refused(make_team: MakeTeam) -> None:
    team = await make_team(roles=("viewer",))
    alone = await team.owner.post("/api/v1/me/totp/confirm", json={"code": "123456"})
    assert (alone.status_code, alone.json()["error"]["code"]) == (409, "totp_not_started")
    started = await team.owner.post("/api/v1/me/totp/start")
    viewer = team.clients["viewer"]
    viewer.cookies.set("otklik_totp", team.owner.cookies["otklik_totp"])
    code = pyotp.TOTP(started.json()["secret"]).now()
    stolen = await viewer.post("/api/v1/me/totp/confirm", json={"code": code})
    assert (stolen.status_code, stolen.json()["error"]["code"]) == (409, "totp_not_started")


async def test_new_password_signs_others_out(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team()
    other = open_client()
    await sign_in(other, team.made.owner_email)
    assert len((await team.owner.get("/api/v1/me/sessions")).json()["items"]) == 2
    bad = await team.owner.post("/api/v1/me/password", json={"current": "no", "new": "new password"})
    assert bad.json()["error"]["faults"][0]["path"] == "current"
    weak = await team.owner.post("/api/v1/me/password", json={"current": PASSWORD, "new": "new"})
    assert weak.status_code == 422
    done = await team.owner.post("/api/v1/me/password", json={"current": PASSWORD, "new": "new password"})
    assert done.status_code == 204
    assert (await other.get("/api/v1/me")).status_code == 401
    assert (await team.owner.get("/api/v1/me")).status_code == 200
    assert (await sign_in(open_client(), team.made.owner_email)).status_code == 401
    assert (await sign_in(open_client(), team.made.owner_email, "new password")).status_code == 200


async def test_sessions_are_ones_own(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team(roles=("admin",))
    other = open_client()
    await sign_in(other, team.made.owner_email)
    rows = (await team.owner.get("/api/v1/me/sessions")).json()["items"]
    assert [row["is_current"] for row in rows].count(True) == 1
    theirs = next(row["id"] for row in rows if not row["is_current"])
    assert (await team.clients["admin"].delete(f"/api/v1/me/sessions/{theirs}")).status_code == 404
    assert (await team.owner.delete(f"/api/v1/me/sessions/{theirs}")).status_code == 204
    assert (await other.get("/api/v1/me")).status_code == 401
    await sign_in(other, team.made.owner_email)
    assert (await team.owner.post("/api/v1/me/sessions/revoke-others")).status_code == 204
    assert (await other.get("/api/v1/me")).status_code == 401
    assert (await team.owner.get("/api/v1/me")).status_code == 200


async def test_account_is_changed_and_refuses_tokens(make_team: MakeTeam, make_client: MakeClient) -> None:
    team = await make_team()
    changed = await team.owner.patch("/api/v1/me", json={"name": " Ann ", "language": "ru"})
    assert (changed.json()["member"]["name"], changed.json()["member"]["language"]) == ("Ann", "ru")
    assert (await team.owner.patch("/api/v1/me", json={"language": "fr"})).status_code == 422
    token = {"Authorization": f"Bearer {team.made.api_token}"}
    refused = await make_client().get("/api/v1/me", headers=token)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "members_only")
    assert (await make_client().get("/api/v1/me")).status_code == 401


async def test_forgotten_password_by_mail(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team()
    client = open_client()
    known = await client.post("/api/v1/password-resets", json={"email": team.made.owner_email.upper()})
    unknown = await client.post("/api/v1/password-resets", json={"email": "nobody@shop.example"})
    assert known.status_code == unknown.status_code == 202
    assert known.json() == unknown.json()
    token = await read_link(team.owner, team.made.owner_email, "/password-resets/")
    assert (await client.get(f"/api/v1/password-resets/{token}")).json() == {"email": team.made.owner_email}
    weak = await client.post(f"/api/v1/password-resets/{token}", json={"password": "new"})
    assert weak.status_code == 422
    done = await client.post(f"/api/v1/password-resets/{token}", json={"password": "new password"})
    assert done.status_code == 204, done.text
    assert (await team.owner.get("/api/v1/me")).status_code == 401
    again = await client.post(f"/api/v1/password-resets/{token}", json={"password": "other password"})
    assert (again.status_code, again.json()["error"]["code"]) == (404, "link_is_over")
    assert (await sign_in(client, team.made.owner_email, "new password")).status_code == 200
    letters = (await client.get("/api/v1/mailbox")).json()["items"]
    assert [letter["subject"] for letter in letters] == [
        "Your password was changed",
        "A new password for Otklik",
    ]


async def test_letters_to_one_address_are_few(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team()
    client = open_client()
    answers = [
        await client.post("/api/v1/password-resets", json={"email": team.made.owner_email}) for _ in range(8)
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert len((await team.owner.get("/api/v1/mailbox")).json()["items"]) == 5


async def test_password_links_of_members_elsewhere_stay_hidden(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    shop, cafe = await make_team("shop"), await make_team("cafe")
    await _join_signed_in(shop, cafe.owner, cafe.made.owner_email)
    await open_client().post("/api/v1/password-resets", json={"email": cafe.made.owner_email})
    for owner, workspace in ((shop.owner, shop.id), (cafe.owner, cafe.id)):
        letters = await owner.get("/api/v1/mailbox", headers={"X-Otklik-Workspace": str(workspace)})
        assert not [each for each in letters.json()["items"] if "password" in each["subject"]]


async def _join_signed_in(team: Team, client: httpx.AsyncClient, email: str) -> None:
    await team.owner.post("/api/v1/team/invitations", json={"email": email, "role": "admin"})
    token = await read_link(team.owner, email, "/invitations/")
    assert (await client.post(f"/api/v1/invitations/by-token/{token}", json={})).status_code == 200


async def test_admins_do_not_see_password_links(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team(roles=("admin",))
    await open_client().post("/api/v1/password-resets", json={"email": team.made.owner_email})
    seen = (await team.clients["admin"].get("/api/v1/mailbox")).json()["items"]
    assert [each["recipient"] for each in seen] == ["admin@shop.example"]
    letter_id = (await team.owner.get("/api/v1/mailbox")).json()["items"][0]["id"]
    assert (await team.clients["admin"].get(f"/api/v1/mailbox/{letter_id}")).status_code == 404


async def test_invitation_of_an_account_needs_its_sign_in(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    shop, cafe = await make_team("shop"), await make_team("cafe", roles=("viewer",))
    email = cafe.made.owner_email
    await shop.owner.post("/api/v1/team/invitations", json={"email": email, "role": "viewer"})
    token = await read_link(shop.owner, email, "/invitations/")
    path = f"/api/v1/invitations/by-token/{token}"
    assert (await open_client().get(path)).json() == {
        "email": email,
        "workspace_name": "shop",
        "has_account": True,
    }
    body = {"name": "X", "password": "another password"}
    assert (await open_client().post(path, json=body)).json()["error"]["code"] == "sign_in_first"
    assert (await cafe.clients["viewer"].post(path, json={})).json()["error"]["code"] == "other_member"
    joined = await cafe.owner.post(path, json={})
    assert [each["name"] for each in joined.json()["workspaces"]] == ["shop", "cafe"]
    assert (await cafe.owner.post(path, json={})).status_code == 404


async def test_secrets_are_not_stored_in_the_clear(engines: Engines, make_team: MakeTeam) -> None:
    team = await make_team()
    secret, codes = await _enable_totp(team.owner)
    cookie = team.owner.cookies["otklik_session"]
    async with engines.postgres.connection() as connection:
        for table in ("members", "sign_ins", "api_tokens", "workspaces"):
            rows = await connection.execute(f"SELECT {table}::text FROM {table}")
            text = str(await rows.fetchall())
            for told in (secret, codes[0], cookie, team.made.api_token, PASSWORD):
                assert told not in text
                assert told.encode().hex() not in text


async def test_joined_member_has_his_role(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team()
    client = await join(team.owner, open_client(), "new@shop.example", "operator")
    assert (await client.get("/api/v1/me")).json()["workspaces"][0]["role"] == "operator"
