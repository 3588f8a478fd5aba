"""Search finds what was said in any form, and nothing of anybody else."""

from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import INBOX, Desk

from otklik.inbox.erasure import erase_from_inbox
from otklik.kit.clock import to_datetime
from otklik.profiles.contracts import Erased

SAID = {
    "Где мои заказы из магазина?": [
        "заказ",
        "заказами",
        "ЗАКАЗЫ",
        "мага",
        "закзы",
        "zakazy",
        "pfrfps",
        "где заказ",
    ],
    "Ёлка стоит 12500 рублей": ["елка", "ёлки", "12500", "рубль", "125"],
    "The deliveries were delayed, running late": ["delivery", "run", "deliv", "delayed run", "delivreies"],
    "См. shop.example.com/order?id=A-77": ["example", "order", "a 77", "shop.example.com"],
    "<b>bold</b> & 'quotes' \\ 100%": ["bold", "quotes"],
}


async def test_words_are_found_in_any_form(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    await desk.know(1, name="Ирина Соколова", email="irina@example.org")
    talks = {body: await desk.visitor_says(body, person=index) for index, body in enumerate(SAID, start=1)}
    await desk.answers(desk.anna, talks["Где мои заказы из магазина?"], "секретная заметка", kind="note")
    missed = {}
    for body, questions in SAID.items():
        for question in questions:
            found = (await desk.search(question))["items"]
            bodies = [item["part"]["body"] for item in found if item["part"]]
            if body not in bodies:
                missed[question] = bodies
            elif not found[0]["ranges"]:
                missed[question] = ["no range", found[0]["snippet"]]
    assert missed == {}
    item = (await desk.search("елка"))["items"][0]
    assert [item["snippet"][low:high] for low, high in item["ranges"]] == ["Ёлка"]
    notes = (await desk.search("секретная"))["items"]
    assert [each["part"]["kind"] for each in notes] == ["note"]
    for name in ("Соколова", "ирина", "Сокалова", "irina@example.org"):
        found = (await desk.search(name))["items"]
        assert [(each["kind"], each["conversation"]["profile_id"]) for each in found] == [("person", "1")]
    for nothing in ("абракадабра", "%", "'", "& | !", "<", "x" * 200, "\\", ":*", "😀"):
        assert (await desk.search(nothing))["items"] == [], nothing

    stranger = await make_workspace(name="Other")
    other = await stranger.owner()
    for question in ("заказ", "Соколова", "закзы"):
        answer = await other.get(f"{INBOX}/search", params={"q": question})
        assert answer.json()["items"] == []
    await erase_from_inbox(desk.engines, Erased(desk.workspace.id, 1, 1, (1,), {}, to_datetime(0)))
    for question in ("заказ", "секретная", "закзы"):
        assert (await desk.search(question))["items"] == []


async def test_everything_is_reached_page_by_page(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    talk = await desk.visitor_says("слово в начале")
    for number in range(70):
        await desk.visitor_says(f"слово {number} " + "и ещё " * (number % 3), conversation=talk)
    bodies: list[str] = []
    after: str | None = None
    while True:
        page = await desk.search("слова", before=after)
        bodies += [item["part"]["body"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert (len(bodies), len(set(bodies))) == (71, 71)
