"""Ready scenarios over HTTP: each can be launched as it was installed, in both languages."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace

from otklik.automation.ready.catalogue import NAMES

Json = dict[str, Any]
READY = "/api/v1/ready-scenarios"


async def _install(api: httpx.AsyncClient, name: str, **body: object) -> Json:
    answer = await api.post(f"{READY}/{name}/install", json=body)
    assert answer.status_code == 201, (name, answer.text)
    found: Json = answer.json()
    return found


async def test_each_ready_scenario_can_be_launched_in_both_languages(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api = workspace.api
    listed = (await api.get(READY, params={"language": "ru"})).json()["items"]
    assert [each["name"] for each in listed] == list(NAMES)
    for language in ("ru", "en"):
        for name in NAMES:
            made = await _install(api, name, language=language, site="https://shop.example")
            read = (await api.get(f"/api/v1/scenarios/{made['id']}")).json()
            assert (read["status"], read["graph"] is not None) == ("draft", True), name
            checked = (await api.post("/api/v1/scenarios/check", json={"graph": read["graph"]})).json()
            assert checked["faults"] == [], (name, language)
            goals = (await api.get(f"/api/v1/scenarios/{made['id']}/goals")).json()["goals"]
            assert [goal["is_main"] for goal in goals] == [True], name
    segments = (await api.get("/api/v1/segments")).json()["items"]
    assert len({each["name"] for each in segments}) == len(segments) == 4, "each language has its two"

    again = await _install(api, "win_back", language="ru")
    assert len((await api.get("/api/v1/segments")).json()["items"]) == 4, "what is there is taken"
    launched = await api.post(f"/api/v1/scenarios/{again['id']}/launch")
    assert (launched.status_code, launched.json()["status"]) == (200, "active")

    read = (await api.get(f"/api/v1/scenarios/{again['id']}")).json()
    content_id = read["graph"]["nodes"]["miss"]["send"]["content_id"]
    letter = (await api.get(f"/api/v1/contents/{content_id}")).json()["content"]
    assert "https://example.com" in str(letter["design"]), "no site is known yet"

    assert (await api.post(f"{READY}/nothing/install", json={"language": "ru"})).status_code == 404
    assert (await api.post(f"{READY}/welcome/install", json={"language": "fr"})).status_code == 422
    wrong = {"language": "ru", "site": "javascript:alert(1)"}
    assert (await api.post(f"{READY}/welcome/install", json=wrong)).status_code == 422
