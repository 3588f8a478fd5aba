"""History imports: formats, mapping, refused lines, places, cancelling, and who may do it."""

import asyncio
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import Workbook

from otklik.infra.engines import Engines
from otklik.intake import imports
from otklik.intake.erasure import erase_from_intake
from otklik.intake.imports import sweep_uploads
from otklik.intake.imports_formats import register_format
from otklik.intake.imports_run import Importer, run_import
from otklik.intake.tasks import open_importer, run_imports
from otklik.intake.testing import Shop
from otklik.profiles.contracts import Erased
from otklik.settings import Settings

PEOPLE = "id;Имя;Почта;Телефон;Баллы\n1;Анна;a@b.ru;8 (999) 123-45-67;1 234,5\n2;Пётр;;;\n;;;;\n;Никто;;;\n"
MAPPING = {
    "kind": "people",
    "user_id": "id",
    "columns": {
        "Имя": {"property": "$name"},
        "Почта": {"property": "$email"},
        "Телефон": {"property": "$phone"},
        "Баллы": {"property": "points", "type": "number"},
    },
}


@pytest.fixture
def importer(engines: Engines, settings: Settings) -> Importer:
    return open_importer(engines, settings)


async def upload(
    client: httpx.AsyncClient, shop: Shop, name: str, content: bytes, **fields: str
) -> httpx.Response:
    return await client.post(
        "/api/v1/imports", files={"file": (name, content)}, data=fields, headers=shop.bearer
    )


def xlsx(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
async def test_csv_of_people_becomes_identify_items(
    client: httpx.AsyncClient, shop: Shop, importer: Importer, encoding: str
) -> None:
    answer = await upload(client, shop, "people.csv", PEOPLE.encode(encoding), mapping=json.dumps(MAPPING))
    assert answer.status_code == 201, answer.text
    assert await imports.run_next(importer)
    items = await shop.items()
    assert [(item["userId"], item["traits"]) for item in items if item["userId"] == "1"] == [
        ("1", {"$name": "Анна", "$email": "a@b.ru", "$phone": "8 (999) 123-45-67", "points": 1234.5})
    ]
    assert {item["type"] for item in items} == {"identify"}
    assert len({item["messageId"] for item in items}) == 2
    found = (await client.get(f"/api/v1/imports/{answer.json()['id']}", headers=shop.bearer)).json()
    assert (found["status"], found["rejected"], found["position"]) == ("done", 1, 5)
    assert found["errors"] == [{"line": 5, "reason": "no_ids", "detail": ""}]
    assert all(
        request.is_quiet and request.door == "import"
        for body in await shop.bodies()
        for request in body.requests
    )
    assert not await imports.run_next(importer)


async def test_xlsx_of_events_becomes_track_items(
    client: httpx.AsyncClient, shop: Shop, importer: Importer
) -> None:
    table = xlsx(
        [["user_id", "event", "date", "sum"], [7, "Bought", "01.02.2026 10:00", 5], [7, "Bought", "soon", 5]]
    )
    mapping = {
        "kind": "events",
        "user_id": "user_id",
        "event": "event",
        "timestamp": "date",
        "time_zone": "Europe/Moscow",
        "columns": {"sum": {"property": "amount", "type": "number"}},
    }
    answer = await upload(client, shop, "events.xlsx", table, mapping=json.dumps(mapping))
    assert answer.status_code == 201
    assert await imports.run_next(importer)
    (item,) = await shop.items()
    assert item["properties"] == {"amount": 5}
    assert (item["userId"], item["event"], item["timestamp"]) == ("7", "Bought", "2026-02-01T07:00:00.000Z")
    found = (await client.get(f"/api/v1/imports/{answer.json()['id']}", headers=shop.bearer)).json()
    assert [each["reason"] for each in found["errors"]] == ["invalid_timestamp"]


async def test_ndjson_keeps_its_message_ids_and_lists_bad_lines(
    client: httpx.AsyncClient, shop: Shop, importer: Importer
) -> None:
    lines = [
        {
            "type": "track",
            "event": "E",
            "userId": "u",
            "timestamp": "2020-01-01T00:00:00Z",
            "messageId": "own",
        },
        {"type": "track", "event": "E", "userId": "u", "timestamp": "2020-01-01T00:00:00Z"},
        {"type": "track", "userId": "u"},
    ]
    content = "\n".join(map(json.dumps, lines)).encode() + b"\nnonsense\n\n"
    answer = await upload(client, shop, "history.ndjson", content)
    assert await imports.run_next(importer)
    number = answer.json()["id"]
    assert {item["messageId"] for item in await shop.items()} == {"own", f"import-{number}-2"}
    found = (await client.get(f"/api/v1/imports/{number}", headers=shop.bearer)).json()
    assert [(each["line"], each["reason"]) for each in found["errors"]] == [
        (3, "no_event_name"),
        (4, "not_json"),
    ]


async def test_items_are_taken_as_json(client: httpx.AsyncClient, shop: Shop, importer: Importer) -> None:
    body = {"items": [{"type": "page", "userId": "u", "timestamp": "2020-01-01"}], "name": "mine"}
    answer = await client.post("/api/v1/imports", json=body, headers=shop.bearer)
    assert (answer.status_code, answer.json()["name"]) == (201, "mine")
    assert await imports.run_next(importer)
    assert len(await shop.items()) == 1


async def test_a_cut_import_goes_on_from_its_place_and_doubles_no_message(
    shop: Shop, importer: Importer, tmp_path: Path, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [{"type": "page", "userId": f"u{n}", "timestamp": "2020-01-01"} for n in range(2_500)]
    await client.post("/api/v1/imports", json={"items": items}, headers=shop.bearer)

    class Cut(Exception):  # noqa: N818 - stands for kill -9
        pass

    taken = 0

    async def cut(*args: Any, **fields: Any) -> str:  # noqa: ANN401 - passed on
        def stop(position: int, _rejected: int) -> None:
            nonlocal taken
            taken = position
            raise Cut

        return await run_import(*args, progress=stop, **fields)

    monkeypatch.setattr(imports, "run_import", cut)
    with pytest.raises(Cut):
        await imports.run_next(importer)
    monkeypatch.setattr(imports, "run_import", run_import)
    assert taken == 1_000
    assert await imports.run_next(importer)
    found = await shop.items()
    assert len(found) == len({item["messageId"] for item in found}) == 2_500


async def test_an_import_can_be_cancelled(client: httpx.AsyncClient, shop: Shop, importer: Importer) -> None:
    body = {"items": [{"type": "page", "userId": "u", "timestamp": "2020-01-01"}]}
    number = (await client.post("/api/v1/imports", json=body, headers=shop.bearer)).json()["id"]
    answer = await client.post(f"/api/v1/imports/{number}/cancel", headers=shop.bearer)
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert not await imports.run_next(importer)
    assert await shop.items() == []
    assert (await client.post(f"/api/v1/imports/{number}/cancel", headers=shop.bearer)).status_code == 409


async def test_the_worker_runs_what_waits(
    client: httpx.AsyncClient, shop: Shop, engines: Engines, settings: Settings
) -> None:
    body = {"items": [{"type": "page", "userId": "u", "timestamp": "2020-01-01"}]}
    number = (await client.post("/api/v1/imports", json=body, headers=shop.bearer)).json()["id"]
    task = asyncio.create_task(run_imports(engines, settings))
    try:
        async with asyncio.timeout(20):
            while True:
                found = (await client.get(f"/api/v1/imports/{number}", headers=shop.bearer)).json()
                if found["status"] == "done":
                    break
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(await shop.items()) == 1


@pytest.mark.parametrize(
    ("name", "content", "fields", "status", "code"),
    [
        ("a.csv", b"id\n1\n", {}, 422, "mapping_required"),
        ("a.exe", b"x", {}, 422, "unknown_import_format"),
        ("a.csv", b"id\n1\n", {"format": "nothing", "mapping": "{}"}, 422, "unknown_import_format"),
        ("a.csv", b"id\n1\n", {"mapping": "nonsense"}, 400, "not_json"),
        ("a.csv", b"id\n1\n", {"mapping": '{"kind":"pets"}'}, 422, "invalid"),
        ("a.csv", b"id\n1\n", {"mapping": '{"time_zone":"Mars"}'}, 422, "invalid"),
    ],
)
async def test_wrong_requests_are_told_and_change_nothing(
    client: httpx.AsyncClient,
    shop: Shop,
    name: str,
    content: bytes,
    fields: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = await upload(client, shop, name, content, **fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    listed = (await client.get("/api/v1/imports", headers=shop.bearer)).json()
    assert listed == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"\x00" * 100])
async def test_a_damaged_workbook_fails_with_its_reason(
    client: httpx.AsyncClient, shop: Shop, importer: Importer, content: bytes
) -> None:
    number = (await upload(client, shop, "a.xlsx", content, mapping="{}")).json()["id"]
    assert await imports.run_next(importer)
    found = (await client.get(f"/api/v1/imports/{number}", headers=shop.bearer)).json()
    assert (found["status"], found["error"]) == ("failed", "not_xlsx: The file is no XLSX workbook")


async def test_a_preview_guesses_the_mapping(client: httpx.AsyncClient, shop: Shop) -> None:
    answer = await client.post(
        "/api/v1/imports/preview", files={"file": ("p.csv", PEOPLE.encode("cp1251"))}, headers=shop.bearer
    )
    found = answer.json()
    assert answer.status_code == 200
    assert found["columns"] == ["id", "Имя", "Почта", "Телефон", "Баллы"]
    assert found["mapping"]["user_id"] == "id"
    assert found["mapping"]["columns"]["Почта"] == {"property": "$email", "type": "text"}
    assert found["items"][0]["traits"]["$phone"] == "8 (999) 123-45-67"
    assert found["rows"][0] == ["1", "Анна", "a@b.ru", "8 (999) 123-45-67", "1 234,5"]
    assert [each["reason"] for each in found["errors"]] == ["no_ids"]
    assert await shop.items() == []


async def test_a_registered_format_is_read(shop: Shop, importer: Importer, tmp_path: Path) -> None:
    def read(path: Path) -> Iterator[object]:
        for word in path.read_text().split():
            yield {
                "type": "track",
                "event": word,
                "userId": "u",
                "messageId": word,
                "properties": {"x": "y" * 100_000},
            }

    register_format("words", read)
    path = tmp_path / "words.txt"
    path.write_text("one two")
    row = await imports.import_file(importer, path, workspace_id=shop.id, file_format="words")
    assert (row.status, row.position, row.rejected) == ("done", 2, 0)
    assert [item["event"] for item in await shop.items()] == ["one", "two"]


async def test_nobody_else_sees_or_starts_imports(
    client: httpx.AsyncClient, shop: Shop, other_shop: Shop, engines: Engines
) -> None:
    body = {"items": [{"type": "page", "userId": "u", "timestamp": "2020-01-01"}]}
    assert (await client.post("/api/v1/imports", json=body)).status_code in (401, 403)
    assert (await client.get("/api/v1/imports")).status_code == 401
    number = (await client.post("/api/v1/imports", json=body, headers=shop.bearer)).json()["id"]
    for method, path in [("GET", f"/api/v1/imports/{number}"), ("POST", f"/api/v1/imports/{number}/cancel")]:
        assert (await client.request(method, path, headers=other_shop.bearer)).status_code == 404
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE api_tokens SET role = 'operator' WHERE workspace_id = %s", (shop.id,)
        )
    assert (await client.post("/api/v1/imports", json=body, headers=shop.bearer)).status_code == 403
    assert (await client.get("/api/v1/imports", headers=shop.bearer)).status_code == 403


async def test_uploads_that_no_import_needs_are_removed(
    client: httpx.AsyncClient, shop: Shop, engines: Engines
) -> None:
    cancelled = (await upload(client, shop, "a.ndjson", b"{}\n", format="ndjson")).json()["id"]
    await client.post(f"/api/v1/imports/{cancelled}/cancel", headers=shop.bearer)
    await upload(client, shop, "b.ndjson", b"{}\n", format="ndjson")
    await engines.blobs.put(f"imports/{shop.id}/left-by-a-crash", b"{}\n")
    suspects = await sweep_uploads(engines, suspects=set())
    assert len(suspects) == 2
    assert len([key async for key in engines.blobs.list("imports")]) == 3
    assert await sweep_uploads(engines, suspects=suspects) == set()
    left = {key async for key in engines.blobs.list("imports")}
    assert len(left) == 1
    assert not left & suspects


async def test_an_erasure_waits_for_the_files_that_are_still_read(
    client: httpx.AsyncClient, shop: Shop, engines: Engines
) -> None:
    line = b'{"type":"track","event":"E","userId":"u1","timestamp":"2026-01-01T00:00:00Z"}\n'
    waiting = (await upload(client, shop, "a.ndjson", line, format="ndjson")).json()["id"]
    erased = Erased(shop.id, 1, 1, (1,), {"user_id": ("u1",)}, datetime.now(UTC))
    assert (await erase_from_intake(engines, erased))["import_files"] == 1
    await client.post(f"/api/v1/imports/{waiting}/cancel", headers=shop.bearer)
    assert (await erase_from_intake(engines, erased))["import_files"] == 0
    assert [key async for key in engines.blobs.list("imports")] == []
