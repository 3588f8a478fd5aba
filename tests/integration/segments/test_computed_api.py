"""Scoring, stages and RFM over HTTP: what is suggested, kept and refused, and that parts show nowhere."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace

API = "/api/v1"
Json = dict[str, Any]
RULE: Json = {"id": "bought", "points": 10, "event": "bought", "at_most": 3, "lasts": "P30D"}


def _faults(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return {(fault["path"], fault["code"]) for fault in answer.json()["error"]["faults"]}


async def _put(api: httpx.AsyncClient, rules: list[Json], **more: object) -> httpx.Response:
    return await api.put(f"{API}/scoring", json={"definition": {"rules": rules, **more}, "is_on": True})


async def test_what_is_suggested_can_be_kept_and_parts_show_nowhere(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api = workspace.api
    for kind in ("scoring", "stages", "rfm"):
        suggested = (await api.get(f"{API}/{kind}")).json()
        assert (suggested["is_on"], suggested["status"], suggested["updated_at"]) == (False, "off", None)
        definition = suggested["definition"]
        tried = await api.post(f"{API}/{kind}/preview", json={"definition": definition})
        assert tried.status_code == 200, tried.text
        kept = await api.put(f"{API}/{kind}", json={"definition": definition, "is_on": True})
        assert kept.status_code == 200, kept.text
        assert (kept.json()["is_on"], kept.json()["status"]) == (True, "preparing")
        assert kept.json()["parts"] > 5, kind
        assert (
            kept.json()["definition"] == definition == (await api.get(f"{API}/{kind}")).json()["definition"]
        )
        again = await api.put(f"{API}/{kind}", json={"definition": definition, "is_on": True})
        assert again.json() == kept.json(), "the same is no edit"
        assert again.json()["suggested"] == definition, "the ready-made one stays at hand"
        viewer = await workspace.as_role("viewer")
        assert (await viewer.get(f"{API}/{kind}")).status_code == 200
        refused = await viewer.put(f"{API}/{kind}", json={"definition": definition, "is_on": True})
        assert refused.status_code == 403
        assert (await (await make_workspace(name=kind)).api.get(f"{API}/{kind}")).json()["is_on"] is False

    russian = (await api.get(f"{API}/scoring", headers={"Accept-Language": "ru"})).json()
    assert russian["suggested"]["levels"] == [{"name": "Горячий лид", "at": 26}]
    assert (await api.get(f"{API}/segments")).json()["items"] == []
    people = (await api.post(f"{API}/segments", json={"name": "Mine", "filter": {"tag": "x"}})).json()
    part = str(int(people["id"]) - 1)
    assert (await api.get(f"{API}/segments/{part}")).status_code == 404
    assert (await api.patch(f"{API}/segments/{part}", json={"name": "Mine"})).status_code == 404
    assert (await api.delete(f"{API}/segments/{part}")).status_code == 404
    assert (await api.get(f"{API}/segments/{part}/members")).status_code == 404
    named = await api.post(f"{API}/segments/count", json={"filter": {"segment": int(part)}})
    assert _faults(named) == {("filter.segment", "unknown_segment")}
    assert (await api.get(f"{API}/rfm/grid")).json()["cells"][0] == {
        "rfm": "333",
        "group": "champions",
        "people": 0,
        "revenue": "0",
    }
    borders = (await api.post(f"{API}/rfm/suggest")).json()
    assert borders["recency"] == ["P30D", "P90D"], "nobody has bought"
    counts = (await api.get(f"{API}/stages/counts")).json()["stages"]
    assert [stage["key"] for stage in counts][-1] == "sleeping"
    off = await api.put(f"{API}/scoring", json={"definition": {"rules": [RULE]}, "is_on": False})
    assert (off.json()["status"], off.json()["parts"]) == ("off", 0)
    journal = (await api.get(f"{API}/audit")).json()["items"]
    assert {"scoring.updated", "stages.updated", "rfm.updated"} <= {entry["action"] for entry in journal}


async def test_every_fault_is_named_with_its_path(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api
    when: Json = {"id": "when", "points": 1, "when": {"tag": "x"}}
    at = "definition.rules[0]"
    cases: list[tuple[Json, set[tuple[str, str]]]] = [
        ({**when, "points": 0}, {(f"{at}.points", "out_of_range")}),
        ({"id": "x", "points": 1}, {(at, "missing")}),
        ({**RULE, "when": {"tag": "x"}}, {(at, "clash")}),
        ({**when, "lasts": "P1D"}, {(f"{at}.lasts", "not_here")}),
        ({**RULE, "halves_every": "P1D"}, {(f"{at}.halves_every", "clash")}),
        ({**RULE, "lasts": "1D"}, {(f"{at}.lasts", "bad_duration")}),
        ({**RULE, "lasts": "PT0S"}, {(f"{at}.lasts", "out_of_range")}),
        ({**RULE, "lasts": None, "halves_every": "P40Y"}, {(f"{at}.halves_every", "bad_duration")}),
        ({**RULE, "where": [{"property": "p", "op": "is"}]}, {(f"{at}.where[0].op", "unknown_operator")}),
        ({**RULE, "event": "\0"}, {(f"{at}.event", "bad_text")}),
        ({**when, "when": {"segment": 99}}, {(f"{at}.when.segment", "unknown_segment")}),
        (
            {**when, "when": {"property": "$score", "op": "gt", "value": 1}},
            {(f"{at}.when", "computed_cycle")},
        ),
        ({**RULE, "event": "$score_reached"}, {(at, "computed_cycle")}),
    ]
    for rule, expected in cases:
        answer = await _put(api, [rule])
        assert _faults(answer) >= expected, rule
        previewed = await api.post(f"{API}/scoring/preview", json={"definition": {"rules": [rule]}})
        assert _faults(previewed) == _faults(answer), rule
    assert (await api.get(f"{API}/scoring")).json()["updated_at"] is None, "nothing was stored"
    twice = await _put(api, [RULE, RULE], levels=[{"name": "a", "at": 5}, {"name": "b", "at": 5}])
    assert _faults(twice) == {
        ("definition.rules[1].id", "clash"),
        ("definition.levels[1].at", "wrong_order"),
    }
    many = [{**RULE, "id": f"r{number}", "at_most": 50, "event": f"e{number}"} for number in range(7)]
    assert _faults(await _put(api, many)) == {("definition.rules", "too_many")}
    assert _faults(await _put(api, [RULE], lowest=5, highest=4)) == {("definition.lowest", "wrong_order")}
    bad = {"recency": ["P9D", "P3D"], "frequency": [2, 2], "money": ["5", "4.5"]}
    answer = await api.put(f"{API}/rfm", json={"definition": bad, "is_on": True})
    assert _faults(answer) == {
        ("definition.recency[1]", "wrong_order"),
        ("definition.frequency[1]", "wrong_order"),
        ("definition.money[1]", "wrong_order"),
    }
    stages = [{"key": "a", "name": "A"}, {"key": "a", "name": "B", "when": {"any": []}}]
    answer = await api.put(f"{API}/stages", json={"definition": {"stages": stages}, "is_on": True})
    assert _faults(answer) == {("definition.stages[1].key", "clash")}


async def test_nothing_follows_from_itself_and_what_is_needed_stays(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api
    scored: Json = {"property": "$score", "op": "gte", "value": 26}
    hot = (await api.post(f"{API}/segments", json={"name": "Hot", "filter": scored})).json()["id"]
    plain = (await api.post(f"{API}/segments", json={"name": "Plain", "filter": {"tag": "x"}})).json()["id"]
    outer = (
        await api.post(f"{API}/segments", json={"name": "Outer", "filter": {"segment": int(plain)}})
    ).json()["id"]
    by_hot = {"id": "hot", "points": 1, "when": {"segment": int(hot)}}
    assert _faults(await _put(api, [by_hot])) == {("definition.rules[0].when", "computed_cycle")}
    kept = await _put(api, [RULE, {"id": "outer", "points": 2, "when": {"segment": int(outer)}}])
    assert kept.json()["parts"] == 4

    for edited in (plain, outer):
        body = {"filter": {"any": [scored, {"tag": "y"}]}}
        assert _faults(await api.patch(f"{API}/segments/{edited}", json=body)) == {
            ("filter", "computed_cycle")
        }
    through = await api.patch(f"{API}/segments/{plain}", json={"filter": {"segment": int(hot)}})
    assert _faults(through) == {("filter", "computed_cycle")}
    fine = await api.patch(f"{API}/segments/{plain}", json={"filter": {"tag": "y"}})
    assert fine.status_code == 200
    held = await api.delete(f"{API}/segments/{outer}")
    assert held.json()["error"]["faults"] == [{"path": "$score", "code": "depends", "message": "$score"}]
    assert (await _put(api, [RULE])).json()["parts"] == 3
    assert (await api.delete(f"{API}/segments/{outer}")).status_code == 204
