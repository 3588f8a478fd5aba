"""What somebody sends off in a form: judged, kept page by page, on the card."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser
from tests.integration.chat.pages import FORM, Pages, claim, now, wait_for

from otklik.messaging.contracts import Channel, MessageKind
from otklik.messaging.erasure import erase_from_messaging
from otklik.profiles.contracts import Erased

PROMOTIONAL: dict[str, Any] = {"kind": MessageKind.PROMOTIONAL}


async def test_a_survey_is_judged_and_kept_page_by_page(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    pages, anna = await Pages.open(shop, is_used=True), Browser(client, shop.write_key)
    await anna.hello()
    send_id = await pages.offer(await pages.home_of(anna), FORM, channel=Channel.FORM)
    (form,) = await wait_for(anna)
    common = {"key": form["key"], "page": {"url": "https://shop.example/a", "title": "Shop"}}
    box = form["content"]["pages"][0]["blocks"][2]["at"]
    good = {"email": "anna@example.com", "size": "big"}
    assert (
        await anna.post("forms", **common, client_key="0", page_id="a", fields=good)
    ).status_code == 409, "not taken"
    assert await claim(anna, form["key"]) == 200

    wrong: list[tuple[dict[str, Any], set[str]]] = [
        ({"page_id": "z"}, {"page_id"}),
        ({"page_id": "a", "fields": {}}, {"fields.email", "fields.size", box}),
        ({"page_id": "a", "fields": {"email": "x", "size": "huge", "x" * 90: 1}, "consents": [box]},
         {"fields.email", "fields.size", f"fields.{'x' * 60}"}),
        ({"page_id": "a", "fields": {"email": {"$ne": 1}, "size": ["big"]}, "consents": [box, "pages[9]"]},
         {"fields.email", "fields.size", "consents.pages[9]"}),
        ({"page_id": "c", "fields": {"needs": ["x", "nope"]}}, {"fields.needs"}),
    ]  # fmt: skip
    for number, (body, faults) in enumerate(wrong):
        answer = await anna.post("forms", **common, client_key=f"w{number}", **body)
        assert answer.status_code == 422, answer.text
        assert {each["path"] for each in answer.json()["error"]["faults"]} == faults
    for body in (
        {"fields": [1]},
        {"fields": {str(n): n for n in range(200)}},
        {"consents": "all"},
        {"client_key": ""},
    ):
        answer = await anna.post("forms", **common | {"client_key": "h", "page_id": "a"} | body)
        assert answer.status_code == 422, answer.text
    assert await pages.ask("SELECT count(*) FROM form_submissions WHERE keys <> '{}'") == 0, (
        "nothing of it is kept"
    )

    first = await anna.post("forms", **common, client_key="1", page_id="a", fields=good, consents=[box])
    assert first.json() == {"next": "c", "conversation": None, "is_repeat": False}, first.text
    assert (
        await anna.post("forms", **common, client_key="1", page_id="a", fields=good, consents=[box])
    ).json()["is_repeat"]
    person = (await shop.api.get(f"/api/v1/profiles/{await pages.home_of(anna)}")).json()
    assert (person["properties"]["$email"], person["properties"]["size"]) == ("anna@example.com", "big"), (
        "partial answers are kept"
    )
    assert (
        await pages.ask("SELECT text || ' ' || url FROM consents WHERE kind = 'advertising'")
        == "Letters, please https://shop.example/a"
    )
    last = await anna.post(
        "forms",
        **common,
        client_key="2",
        page_id="c",
        fields={"needs": ["y", "x"]},
        answer="Call me <b>",
        finished=True,
    )
    assert last.status_code == 200, last.text
    conversation = last.json()["conversation"]
    assert conversation is not None
    person = (await shop.api.get(f"/api/v1/profiles/{await pages.home_of(anna)}")).json()
    assert person["properties"]["survey_points"] == 26, "16 + 7 + 3: a hot lead (Opsview's 26)"
    (told,) = await pages.told("$form_submitted")
    assert (told["points"], told["answer_size"], told["answer_needs"], told["form"]) == (
        26,
        "big",
        ["x", "y"],
        "Survey",
    )
    talk = (await anna.get(f"conversations/{conversation}")).json()
    assert [each["body"] for each in talk["parts"]] == ["Call me <b>", "…"]
    assert (await pages.read(send_id)).replied_at is not None

    listed = (await shop.api.get("/api/v1/scenarios/7/submissions")).json()
    assert listed["total"] == 1
    item = listed["items"][0]
    assert (item["points"], item["is_finished"], item["person"]["email"]) == (26, True, "anna@example.com")
    assert {each["name"]: each["value"] for each in item["answers"]} == {**good, "needs": ["x", "y"]}
    assert item["consents"] == [{"channel": "email", "topic": "", "text": "Letters, please"}]

    asked = await pages.offer(await pages.home_of(anna), FORM, channel=Channel.FORM)
    (again,) = await wait_for(anna)
    names = [block["name"] for block in again["content"]["pages"][0]["blocks"] if block["kind"] == "field"]
    assert (again["send"], names) == (asked, []), "what is known is not asked again"
    short = {"look": "small", "pages": [{"id": "a", "blocks": [FORM["pages"][0]["blocks"][0]]}]}
    known = await pages.offer(await pages.home_of(anna), short, channel=Channel.FORM)
    await anna.hello()
    assert await pages.state(known) == "skipped:nothing_to_ask"


async def test_an_embedded_form_stays_until_it_was_sent_off(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    pages, anna = await Pages.open(shop, is_used=True), Browser(client, shop.write_key)
    await anna.hello()
    block = {"kind": "field", "name": "email", "type": "email", "property": "$email"}
    content = {"look": "embedded", "place": {"selector": "#here"}, "pages": [{"id": "a", "blocks": [block]}]}
    home = await pages.home_of(anna)
    await pages.offer(home, content, **PROMOTIONAL)
    other = await pages.offer(home, **PROMOTIONAL)
    for _ in range(2):
        form = next(each for each in await wait_for(anna) if each["content"]["look"] == "embedded")
        assert await claim(anna, form["key"], "another tab") == 200
        assert (await anna.post("popups", key=form["key"], heard="delivered")).status_code == 200
    sent = await anna.post(
        "forms", key=form["key"], client_key="1", page_id="a", fields={"email": "a@example.com"}
    )
    assert sent.json()["next"] is None
    (left,) = await wait_for(anna)
    assert left["send"] == other
    assert await claim(anna, left["key"]) == 200, "what stands in the page is no popup of this visit"

    rows = await erase_from_messaging(shop.engines, Erased(shop.id, 1, home, (home,), {}, now()))
    assert set(rows.values()) == {0}
    assert await pages.ask("SELECT count(*) FROM form_submissions") == 0
