"""A file of people onto a list: found, made, refused by line; a repeat changes nothing."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace

from otklik.infra.engines import Engines
from otklik.intake.pipeline.testing import Pump

API = "/api/v1"


async def send(api: httpx.AsyncClient, path: str, text: str, name: str = "people.csv", **fields: str) -> Any:  # noqa: ANN401 - any JSON
    files = {"file": (name, text.encode("cp1251"))}
    answer = await api.post(f"{API}{path}", files=files, data=fields)
    return {"status": answer.status_code, **answer.json()}


async def test_a_file_of_people_joins_a_list(make_workspace: MakeWorkspace, engines: Engines) -> None:
    workspace = await make_workspace()
    api, pump = workspace.api, await Pump.open(engines, workspace.id)
    people = [("ann", "ann@x.ru"), ("bob", "same@x.ru"), ("cat", "same@x.ru")]
    await pump.append(
        *[
            {"type": "identify", "messageId": user, "userId": user, "traits": {"email": email}}
            for user, email in people
        ]
    )
    await pump.settle()
    made = (await api.post(f"{API}/lists", json={"name": "Гости"})).json()
    path = f"/imports/lists/{made['id']}"
    text = "Имя;Почта\nАнна;ANN@x.ru\nБоб;same@x.ru\nНовая;new@x.ru\nТоже;New@X.ru\nПусто;\nКто;no address\n"

    found = await send(api, path, text)
    assert (found["status"], found["column"], found["kind"]) == (200, "Почта", "email")
    assert (found["joined"], found["unchanged"], found["created"], found["refused"]) == (1, 0, 0, 5)
    assert [(each["line"], each["reason"]) for each in found["errors"]] == [
        (6, "empty"),
        (3, "ambiguous"),
        (4, "not_found"),
        (5, "not_found"),
        (7, "not_found"),
    ]
    found = await send(api, path, text, create="true")
    assert (found["joined"], found["unchanged"], found["created"], found["refused"]) == (1, 1, 1, 3)
    again = await send(api, path, text, create="true")
    assert (again["joined"], again["unchanged"], again["created"]) == (0, 2, 0)

    new = (await api.get(f"{API}/profiles/by/email/new@x.ru")).json()
    assert new["lists"] == [{"id": made["id"], "name": "Гости"}]
    assert new["origins"]["$email"]["source"] == "import"
    users = await send(api, path, "id\nu7\nann\n", create="true", column="id", kind="user_id")
    assert (users["joined"], users["unchanged"], users["created"]) == (1, 1, 1)
    await pump.settle()
    joined = [row for row in await pump.events() if row["name"] == "$list_joined"]
    assert len(joined) == 3
    assert (await api.get(f"{API}/lists/{made['id']}")).json()["count"] == 3

    erased = await (await workspace.owner()).post(
        f"{API}/profiles/{new['id']}/erase", json={"suppress": True}
    )
    assert erased.status_code == 202
    refused = await send(api, path, "email\nnew@x.ru\n", create="true")
    assert (refused["joined"], refused["created"], refused["refused"]) == (0, 0, 1)

    for wrong, status, code in (
        (await send(api, path, "a;b\n1;2\n"), 422, "wrong_list_column"),
        (await send(api, path, "email\na@x.ru\n", column="phone"), 422, "wrong_list_column"),
        (await send(api, path, "{}", name="people.json"), 422, "unknown_import_format"),
        (await send(api, "/imports/lists/999", "email\na@x.ru\n"), 404, "list_not_found"),
        (await send(api, path, "email\n" + "a@x.ru\n" * 50_001), 422, "too_many_rows"),
    ):
        assert (wrong["status"], wrong["error"]["code"]) == (status, code)
    assert (await api.post(f"{API}{path}", data={"column": "a"})).status_code == 400
    operator = await workspace.as_role("operator")
    assert (await send(operator, path, "email\na@x.ru\n"))["status"] == 403
