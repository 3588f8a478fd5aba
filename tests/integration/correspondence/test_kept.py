"""Without a mail server the letters of conversations stay in the mailbox page, as all others do."""

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.test_with_chat import House
from tests.unit.letters.server import running

from otklik.correspondence.answering.service import erase_from_correspondence
from otklik.inbox.keeping import now
from otklik.profiles.contracts import Erased


async def test_answers_that_nothing_sends_stay_in_the_mailbox_page(
    make_workspace: MakeWorkspace, client: httpx.AsyncClient
) -> None:
    async with running() as server:
        house = await House.open(make_workspace, server, client)
        await house.hush()
        for name in ("senders", "accounts"):
            for each in (await house.owner.get(f"/api/v1/mail/{name}")).json()["items"]:
                assert (await house.owner.delete(f"/api/v1/mail/{name}/{each['id']}")).status_code == 204
        talk = (await house.visitor.say("Where is my tea?"))["conversation"]["id"]
        assert (await house.visitor.post("contact", email="Ann@Mail.example", name="Ann")).status_code == 200
        await house.desk.answers(house.desk.anna, talk, "On its way")
        for later in (6, 12):
            assert await house.work(minutes=later) == []
        assert server.got == []
    assert await house.list_letters() == [("answer", "sent", "")]

    async def kept() -> list[tuple[str, str]]:
        items = (await house.owner.get("/api/v1/mailbox")).json()["items"]
        return [(each["recipient"], each["id"]) for each in items if "mail.example" in each["recipient"]]

    ((recipient, letter_id),) = await kept()
    assert recipient == "ann@mail.example"
    letter = (await house.owner.get(f"/api/v1/mailbox/{letter_id}")).json()
    assert "On its way" in str(letter)
    assert "<script" not in str(letter)
    assert ".gif" not in str(letter), "a colleague who looks is no reader"

    found = await house.desk.get(house.desk.anna, f"/conversations/{talk}")
    person = int(found["conversation"]["profile_id"])
    erased = Erased(house.desk.workspace.id, 1, person, (person,), {}, now())
    assert await erase_from_correspondence(house.desk.engines, erased) == {"talk_letters": 0}
    assert await kept() == []
