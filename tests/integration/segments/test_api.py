"""Saved segments over HTTP: what is stored, what is refused and stored nowhere, who may."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace

SEGMENTS = "/api/v1/segments"
FOLDERS = f"{SEGMENTS}/folders"
BUYERS = {"event": "Order Completed", "times": {"op": "gt", "value": 3}}
Json = dict[str, Any]


async def _create(api: httpx.AsyncClient, name: str, condition: object = BUYERS, **more: object) -> Json:
    answer = await api.post(SEGMENTS, json={"name": name, "filter": condition, **more})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def _names(api: httpx.AsyncClient, **query: object) -> list[str]:
    answer = await api.get(SEGMENTS, params={key: str(value) for key, value in query.items()})
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def _faults(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(fault["path"], fault["code"]) for fault in answer.json()["error"]["faults"]]


async def test_a_segment_lives(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api

    made = await _create(api, " Buyers ", description="who come again", color="teal")
    assert made["name"] == "Buyers"
    assert made["filter"] == BUYERS, "kept as it was written"

    assert "больше 3 раз" in made["words"]["ru"], made["words"]
    assert (made["status"], made["definition"], made["count"]) == ("preparing", 1, None)
    assert (made["folder_id"], made["depends_on"], made["is_announcing"]) == (None, [], False)

    path = f"{SEGMENTS}/{made['id']}"
    renamed = (await api.patch(path, json={"name": "Loyal"})).json()
    assert (renamed["name"], renamed["definition"], renamed["color"]) == ("Loyal", 1, "teal")
    edited = (await api.patch(path, json={"filter": {"tag": "vip"}, "is_announcing": True})).json()
    assert (edited["definition"], edited["is_announcing"]) == (2, True)
    same = (await api.patch(path, json={"filter": {"tag": "vip"}})).json()
    assert same["definition"] == 2, "the same condition is no edit"
    paused = (await api.patch(path, json={"status": "paused"})).json()
    assert (paused["status"], paused["definition"]) == ("paused", 2)
    still = (await api.patch(path, json={"filter": {"tag": "gold"}})).json()
    assert (still["status"], still["definition"]) == ("paused", 3)
    resumed = (await api.patch(path, json={"status": "live"})).json()
    assert (resumed["status"], resumed["definition"]) == ("preparing", 4), "members are looked for anew"
    assert (await api.patch(path, json={"status": "live"})).json()["definition"] == 4
    assert (await api.get(path)).json() == (await api.patch(path, json={})).json()

    copies = [(await api.post(f"{path}/duplicate", json={})).json() for _ in range(2)]
    assert [copy["name"] for copy in copies] == ["Loyal (2)", "Loyal (3)"]
    assert copies[0]["filter"] == {"tag": "gold"}
    assert (await api.delete(path)).status_code == 204
    assert (await api.get(path)).status_code == 404
    assert (await api.delete(path)).json()["error"]["code"] == "no_segment"
    assert await _names(api) == ["Loyal (2)", "Loyal (3)"]


async def test_an_edit_of_what_somebody_else_has_edited_is_refused(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api
    made = await _create(api, "Buyers")
    path, seen = f"{SEGMENTS}/{made['id']}", made["updated_at"]
    theirs = (await api.patch(path, json={"filter": {"tag": "gold"}, "seen_at": seen})).json()
    late = await api.patch(path, json={"filter": {"tag": "silver"}, "seen_at": seen})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "segment_changed")
    assert (await api.get(path)).json()["filter"] == {"tag": "gold"}
    mine = await api.patch(path, json={"filter": {"tag": "silver"}, "seen_at": theirs["updated_at"]})
    assert mine.json()["filter"] == {"tag": "silver"}


async def test_a_deleted_segment_comes_back_as_it_was(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api, viewer = workspace.api, await workspace.as_role("viewer")
    other = (await make_workspace(name="Other")).api
    folder = (await api.post(FOLDERS, json={"name": "Shop"})).json()
    base = await _create(api, "Base", {"tag": "vip"}, folder_id=folder["id"], color="teal", description="why")
    above = await _create(api, "Above", {"not": {"segment": int(base["id"])}})
    paths = [f"{SEGMENTS}/{each['id']}" for each in (base, above)]
    assert (await api.patch(paths[1], json={"status": "paused"})).status_code == 200
    for path in reversed(paths):
        assert (await api.delete(path)).status_code == 204
    assert await _names(api) == []
    named = await api.post("/api/v1/segments/count", json={"filter": {"segment": int(base["id"])}})
    assert _faults(named) == [("filter.segment", "unknown_segment")]

    too_early = await api.post(f"{paths[1]}/restore")
    assert _faults(too_early) == [("filter.not.segment", "unknown_segment")], "what it names is still gone"
    assert await _names(api) == []
    assert (await viewer.post(f"{paths[0]}/restore")).status_code == 403
    assert (await other.post(f"{paths[0]}/restore")).json()["error"]["code"] == "no_segment"
    assert (await api.post(f"{SEGMENTS}/999999/restore")).json()["error"]["code"] == "no_segment"

    back = await api.post(f"{paths[0]}/restore")
    assert back.status_code == 200, back.text
    told = back.json()
    moved = {"definition": 2, "status": "preparing", "updated_at": told["updated_at"], "words": base["words"]}
    assert told == {**base, **moved}, "all but what says that its members are looked for anew"
    again = (await api.post(f"{paths[0]}/restore")).json()
    assert again == told, "one that is there stays as it is"
    paused = (await api.post(f"{paths[1]}/restore")).json()
    assert (paused["status"], paused["depends_on"]) == ("paused", [{"id": base["id"], "name": "Base"}])
    assert (await _create(api, "New"))["id"] not in {base["id"], above["id"]}

    assert (await api.delete(paths[1])).status_code == 204
    assert (await api.delete(f"{FOLDERS}/{folder['id']}")).status_code == 204
    assert (await api.delete(paths[0])).status_code == 204
    homeless = (await api.post(f"{paths[0]}/restore")).json()
    assert (homeless["folder_id"], homeless["definition"]) == (None, 3), "its folder went meanwhile"
    owner = await workspace.owner()
    actions = [entry["action"] for entry in (await owner.get("/api/v1/audit")).json()["items"]]
    assert actions.count("segment.restored") == 3


async def test_lists_are_searched_sorted_and_paged(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api
    folder = (await api.post(FOLDERS, json={"name": "Магазин"})).json()
    for name in ("Беглецы", "авторы", "Cold", "вернулись"):
        await _create(api, name, folder_id=folder["id"] if name == "Cold" else None)

    assert await _names(api) == ["Cold", "авторы", "Беглецы", "вернулись"]
    assert await _names(api, search="БЕГ") == ["Беглецы"]
    assert await _names(api, folder_id=folder["id"]) == ["Cold"]
    assert await _names(api, folder_id=0, sort="updated", desc=True) == ["вернулись", "авторы", "Беглецы"]
    assert await _names(api, status="paused") == []
    for sort in ("name", "updated", "count"):
        for desc in (False, True):
            whole = await _names(api, sort=sort, desc=desc)
            paged, cursor = [], ""
            while True:
                query = {"sort": sort, "desc": str(desc), "limit": "1"} | (
                    {"cursor": cursor} if cursor else {}
                )
                page = (await api.get(SEGMENTS, params=query)).json()
                paged += [item["name"] for item in page["items"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            assert paged == whole, (sort, desc)
    first = (await api.get(SEGMENTS, params={"limit": 1})).json()
    wrong = await api.get(SEGMENTS, params={"cursor": first["next_cursor"], "sort": "count"})
    assert wrong.json()["error"]["code"] == "bad_cursor"

    assert (await api.post(FOLDERS, json={"name": "магазин"})).json()["error"]["code"] == "folder_exists"
    second = (await api.post(FOLDERS, json={"name": "Second"})).json()
    moved = await api.patch(f"{FOLDERS}/{second['id']}", json={"position": 0, "name": "First"})
    assert moved.json() == {"id": second["id"], "name": "First", "position": 0, "segments_count": 0}
    listed = (await api.get(FOLDERS)).json()["items"]
    assert [(each["name"], each["segments_count"]) for each in listed] == [("First", 0), ("Магазин", 1)]
    assert (await api.delete(f"{FOLDERS}/{folder['id']}")).status_code == 204
    assert await _names(api, folder_id=0, search="cold") == ["Cold"]
    assert (await api.patch(f"{FOLDERS}/{folder['id']}", json={"name": "x"})).status_code == 404


async def test_what_is_wrong_is_told_with_its_place_and_stored_nowhere(make_workspace: MakeWorkspace) -> None:
    ours, theirs = await make_workspace(name="Ours"), await make_workspace(name="Theirs")
    foreign = int((await _create(theirs.api, "Foreign"))["id"])
    folder = (await theirs.api.post(FOLDERS, json={"name": "Foreign"})).json()["id"]
    kept = await _create(ours.api, "Kept", {"tag": "vip"})
    bad: list[tuple[object, str, str]] = [
        ({"property": "$email", "op": "is"}, "filter.op", "unknown_operator"),
        ({"all": []}, "filter.all", "empty"),
        ({"all": [{"property": "a", "op": "gt", "value": "x"}]}, "filter.all[0].value", "wrong_type"),
        ({"event": "a", "within": {"last": "7 days"}}, "filter.within.last", "bad_duration"),
        ({"not": {"segment": foreign}}, "filter.not.segment", "unknown_segment"),
        ({"any": [{"list": 1}]}, "filter.any[0].list", "unknown_list"),
        ({"subscribed": {"channel": "pigeon"}}, "filter.subscribed.channel", "unknown_channel"),
        ({"tag": "a\x00"}, "filter.tag", "bad_text"),
        (
            {"property": "$revenue", "op": "for_at_least", "value": {"value": 1, "duration": "P1D"}},
            "filter.op",
            "not_here",
        ),
        ({"tag": "x" * 100_000}, "filter", "too_big"),
        (None, "filter", "wrong_type"),
        (7, "filter", "wrong_type"),
    ]
    for condition, path, code in bad:
        created = await ours.api.post(SEGMENTS, json={"name": "Bad", "filter": condition})
        assert (path, code) in _faults(created), created.text
        changed = await ours.api.patch(f"{SEGMENTS}/{kept['id']}", json={"filter": condition})
        assert (path, code) in _faults(changed), changed.text
    fault = (await ours.api.post(SEGMENTS, json={"name": "Bad", "filter": {"tags": "a"}})).json()
    assert fault["error"]["faults"][0]["params"]["nearest"] == "tag", fault

    huge = b'{"name": "Bad", "filter": {"tag": "' + b"x" * 10_000_000 + b'"}}'
    answer = await ours.api.post(SEGMENTS, content=huge, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    deep = b'{"name": "Bad", "filter": ' + b'{"not":' * 50_000 + b"{}" + b"}" * 50_000 + b"}"
    answer = await ours.api.post(SEGMENTS, content=deep, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    nan = b'{"name": "Bad", "filter": {"property": "a", "op": "gt", "value": NaN}}'
    answer = await ours.api.post(SEGMENTS, content=nan, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text

    for body in ({"name": "", "filter": BUYERS}, {"filter": BUYERS}, {"name": "x"}):
        assert (await ours.api.post(SEGMENTS, json=body)).status_code == 422, body
    elsewhere = await ours.api.post(SEGMENTS, json={"name": "Bad", "filter": BUYERS, "folder_id": folder})
    assert elsewhere.json()["error"]["code"] == "no_folder"
    for path in (f"{SEGMENTS}/{foreign}", f"{FOLDERS}/{folder}"):
        assert (await ours.api.patch(path, json={"name": "mine"})).status_code == 404
        assert (await ours.api.delete(path)).status_code == 404
    assert (await ours.api.get(f"{SEGMENTS}/{kept['id']}")).json() == kept
    assert await _names(ours.api) == ["Kept"]
    assert await _names(theirs.api) == ["Foreign"]


async def test_words_use_the_titles_of_now(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api
    made = await api.post("/api/v1/tags", json={"name": "vip"})
    assert made.status_code == 201, made.text
    assert (await api.patch("/api/v1/tags/vip", json={"title": "Золотые"})).status_code == 200
    kept = (await api.post("/api/v1/lists", json={"name": "Дилеры"})).json()
    condition = {"any": [{"tag": "vip"}, {"list": int(kept["id"])}]}
    words = (await api.post("/api/v1/segments/describe", json={"filter": condition})).json()
    assert words["ru"] == "отмечены тегом «Золотые» или состоят в списке «Дилеры»"
    assert (await _create(api, "Best", condition))["words"] == words


async def test_segments_of_segments_make_no_circle(make_workspace: MakeWorkspace) -> None:
    api = (await make_workspace()).api
    a = await _create(api, "A")
    b = await _create(api, "B", {"all": [{"tag": "x"}, {"not": {"segment": int(a["id"])}}]})
    c = await _create(api, "C", {"segment": int(b["id"])})
    assert b["depends_on"] == [{"id": a["id"], "name": "A"}]
    assert "A" in b["words"]["en"]

    circle = await api.patch(f"{SEGMENTS}/{a['id']}", json={"filter": {"any": [{"segment": int(c["id"])}]}})
    assert _faults(circle) == [("filter.any[0].segment", "cycle")]
    assert circle.json()["error"]["faults"][0]["params"]["chain"] == "A → C → B → A"
    itself = await api.patch(f"{SEGMENTS}/{a['id']}", json={"filter": {"not": {"segment": int(a["id"])}}})
    assert itself.json()["error"]["faults"][0]["params"]["chain"] == "A → A"

    assert (await api.get(f"{SEGMENTS}/{c['id']}")).json()["definition"] == 1
    assert (await api.patch(f"{SEGMENTS}/{a['id']}", json={"filter": {"tag": "y"}})).status_code == 200
    for each in (b, c):
        told = (await api.get(f"{SEGMENTS}/{each['id']}")).json()
        assert told["definition"] == 2, "what it means has changed with A"

    kept = await api.delete(f"{SEGMENTS}/{a['id']}")
    assert (kept.status_code, kept.json()["error"]["code"]) == (409, "segment_in_use")
    assert kept.json()["error"]["params"]["names"] == "B"
    assert "B" in kept.json()["error"]["message"]

    last = c
    for name in ("D", "E"):
        last = await _create(api, name, {"segment": int(last["id"])})
    long = await api.post(SEGMENTS, json={"name": "F", "filter": {"segment": int(last["id"])}})
    assert _faults(long) == [("filter.segment", "too_deep")]
    below = await _create(api, "Below")
    longer = await api.patch(f"{SEGMENTS}/{a['id']}", json={"filter": {"segment": int(below["id"])}})
    assert _faults(longer) == [("filter", "too_deep")], "the chain above would become too long"


async def test_who_reads_and_who_writes(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    marketer, viewer = await workspace.as_role("marketer"), await workspace.as_role("viewer")
    made = await _create(marketer, "Mine")
    assert (await viewer.get(f"{SEGMENTS}/{made['id']}")).json() == made
    assert made["created_by"] is not None
    for method, path in (("POST", SEGMENTS), ("PATCH", f"{SEGMENTS}/{made['id']}"), ("POST", FOLDERS)):
        answer = await viewer.request(method, path, json={"name": "x", "filter": BUYERS})
        assert answer.status_code == 403, path
    russian = await marketer.get(f"{SEGMENTS}/999999", headers={"Accept-Language": "ru"})
    assert russian.json()["error"]["message"] == "Такого сегмента нет"
    owner = await workspace.owner()
    entries = (await owner.get("/api/v1/audit")).json()["items"]
    assert ("segment.created", "Mine") in [(entry["action"], entry["target"]) for entry in entries]
