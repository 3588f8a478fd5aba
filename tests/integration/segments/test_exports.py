"""Files of sets of people: who is in them, who is left out and why, in which form."""

import csv
import hashlib
import io
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.segments.crowd import Crowd

from otklik.infra.engines import Engines
from otklik.segments.exports import service as exports
from otklik.segments.exports.layouts import FileFormat
from otklik.segments.exports.service import ExportSpec

API = "/api/v1"
ANNA, BORIS, VERA, GLEB, DINA, EGOR, MARIA, MARIAS_PHONE = 11, 12, 13, 14, 15, 16, 17, 18


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
async def shop(make_workspace: MakeWorkspace) -> TestWorkspace:
    return await make_workspace()


@pytest.fixture
async def crowd(engines: Engines, shop: TestWorkspace) -> Crowd:
    """Seven people, each with another answer to "may he be shown to an ad system"."""
    crowd = Crowd(engines, shop.id)
    await crowd.add(
        ANNA, email="Anna.K@gmail.com", phone="+79990000011", name="Anna K", first_name="Anna", city="Moscow"
    )
    await crowd.add(BORIS, email="boris@example.com")
    await crowd.add(VERA, email="vera@example.com", phone="+79990000013")
    await crowd.add(GLEB, email="gleb@example.com")
    await crowd.add(DINA, name="=Dina")
    await crowd.add(MARIA, email="maria@example.com", phone="+79990000017")
    await crowd.add(MARIAS_PHONE, root=MARIA)
    for person in (ANNA, BORIS, GLEB, DINA, EGOR, MARIA):
        await crowd.say(person, "consent", "advertising", is_on=True, ts_ms=1)
    await crowd.say(BORIS, "consent", "advertising", is_on=False, ts_ms=2)
    await crowd.say(GLEB, "subscription", "email", is_on=False, ts_ms=2)
    await crowd.say(MARIAS_PHONE, "subscription", "sms", is_on=False, ts_ms=3)
    await crowd.note_erasure(EGOR)
    return crowd


async def batches_of(people: Sequence[int]) -> AsyncIterator[list[int]]:
    yield list(people)


def lines_of(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


EVERYBODY = (ANNA, BORIS, VERA, GLEB, DINA, MARIA)


def body(file_format: str, people: Sequence[int] = EVERYBODY, **more: object) -> dict[str, object]:
    return {"format": file_format, "profile_ids": [str(person) for person in people], **more}


async def test_a_preview_tells_who_is_left_out_and_why(shop: TestWorkspace, crowd: Crowd) -> None:
    answer = (await shop.api.post(f"{API}/exports/preview", json=body("yandex", is_hashed=False))).json()

    assert answer["left_out"] == [
        {"reason": "consent_withdrawn", "count": 1},
        {"reason": "never_consented", "count": 1},
        {"reason": "unsubscribed", "count": 1},
        {"reason": "no_address", "count": 1},
    ]
    assert (answer["total"], answer["written"], answer["lines_count"]) == (6, 2, 2)
    assert answer["heading"] == ["email", "phone", "ext_id"]
    assert answer["lines"] == [
        ["anna.k@gmail.com", "79990000011", str(ANNA)],
        ["maria@example.com", "", str(MARIA)],
    ]
    assert (answer["is_too_small"], answer["fewest"], answer["is_whole"]) == (True, 100, True)

    switch = {"settings": {"ads_need_consent": False}}
    assert (await (await shop.owner()).patch(f"{API}/workspace", json=switch)).status_code == 200
    answer = (await shop.api.post(f"{API}/exports/preview", json=body("google"))).json()
    assert "never_consented" not in {each["reason"] for each in answer["left_out"]}
    assert answer["lines"] == [
        [sha("annak@gmail.com"), sha("+79990000011")],
        [sha("vera@example.com"), sha("+79990000013")],
        [sha("maria@example.com"), ""],
    ]


async def test_files_have_the_form_that_each_system_takes(shop: TestWorkspace, crowd: Crowd) -> None:
    yandex = await shop.api.post(f"{API}/exports/file", json=body("yandex"))
    assert lines_of(yandex) == [
        ["email", "phone", "ext_id"],
        [sha("anna.k@gmail.com"), sha("79990000011"), str(ANNA)],
        [sha("maria@example.com"), "", str(MARIA)],
    ]
    assert yandex.headers["content-type"] == "text/csv; charset=utf-8"
    assert yandex.headers["content-disposition"] == 'attachment; filename="yandex-audience-sha256.csv"'
    facebook = lines_of(await shop.api.post(f"{API}/exports/file", json=body("facebook", [ANNA])))
    named = dict(zip(*facebook, strict=True))
    assert (named["fn"], named["ct"], named["extern_id"]) == (sha("anna"), sha("moscow"), sha(str(ANNA)))

    plain = await shop.api.post(
        f"{API}/exports/file", json=body("csv", columns=["id", "name", "email", "$city", "favourite"])
    )
    assert plain.text.startswith("\ufeffid,name,email,$city,favourite\r\n")
    assert lines_of(plain)[1] == [str(ANNA), "Anna K", "Anna.K@gmail.com", "Moscow", ""]
    assert lines_of(plain)[5] == [str(DINA), "'=Dina", "", "", ""]
    journal = (await (await shop.owner()).get(f"{API}/audit")).json()["items"]
    assert [each["details"]["format"] for each in journal if each["action"] == "people.exported"] == [
        "csv",
        "facebook",
        "yandex",
    ]


async def test_whoever_is_erased_is_in_no_file(engines: Engines, shop: TestWorkspace, crowd: Crowd) -> None:
    await crowd.say(ANNA, "consent", "tracking", is_on=True, ts_ms=5)
    for file_format in FileFormat:
        preview = await exports.preview_file(
            engines, workspace_id=shop.id, spec=ExportSpec(file_format), batches=batches_of([EGOR])
        )
        assert dict(preview.tally.left_out) == {"erased": 1}, file_format
        assert preview.lines == []


async def test_ids_of_browsers_for_people_without_contacts(
    engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    await crowd.browse(DINA, ym_client_id="1577836800123", ga_client_id="12.34")
    await crowd.browse(MARIA, ym_client_id="7")
    await crowd.browse(MARIAS_PHONE, ym_client_id="8")
    await crowd.browse(BORIS, ym_client_id="9")

    metrica = lines_of(await shop.api.post(f"{API}/exports/file", json=body("metrica_ids")))
    google = lines_of(await shop.api.post(f"{API}/exports/file", json=body("google_ids")))

    assert metrica == [["1577836800123"], ["7"], ["8"]]
    assert google == [["client_id"], ["12.34"]]


async def test_what_cannot_be_exported(
    make_workspace: MakeWorkspace, shop: TestWorkspace, crowd: Crowd
) -> None:
    other = await make_workspace(name="Other")
    for path in ("preview", "file"):
        url = f"{API}/exports/{path}"
        assert (await other.api.post(url, json=body("csv"))).status_code == 404
        assert (await (await shop.as_role("operator")).post(url, json=body("csv"))).status_code == 403
        wrong: list[dict[str, object]] = [
            {"format": "csv"},
            {**body("csv"), "filter": {"property": "$email", "op": "set"}},
            {"format": "csv", "profile_ids": []},
            {"format": "md5", "profile_ids": [str(ANNA)]},
            {"format": "csv", "filter": {"property": "$email", "op": "sits"}},
            {"format": "csv", "filter": None},
            body("csv", columns=["x" * 300]),
            body("csv", [0]),
        ]
        for bad in wrong:
            answer = await shop.api.post(url, json=bad)
            assert answer.status_code == 422, (bad, answer.text[:300])
        assert (await shop.api.post(url, json={"format": "csv", "segment_id": "5"})).status_code == 404
