"""Statistics of messages: equal to a plain count over random histories; every number is its list."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.automation.crediting import Aim, Outcome, Said, judge
from tests.integration.automation.storing import store

SCENARIOS = "/api/v1/scenarios"
BEGIN_MS = int(datetime(2026, 9, 1, tzinfo=UTC).timestamp() * 1000)
ROUNDS = 1
"""A history has everything a few times over; more of them say the same, dearly."""
PEOPLE = 6
NUMBERS = (
    "sent",
    "failed",
    "skipped",
    "delivered",
    "shown",
    "read",
    "clicked",
    "replied",
    "goal",
    "assisted",
)
CHANNELS = ("email", "popup", "chat", "sms")
Json = dict[str, Any]


class History:
    """Events of a few people, made by chance: few moments and few people, so that everything meets."""

    def __init__(self, chance: random.Random, scenarios: Sequence[int], first_pos: int) -> None:
        self.chance = chance
        self.scenarios = scenarios
        self.pos = first_pos
        self.events: list[Said] = []
        self.merges = {person: chance.randint(1, person) for person in range(1, PEOPLE + 1)}
        for _ in range(40):
            self._add_send()
        for _ in range(30):
            self._add_purchase()

    def root(self, person: int) -> int:
        while self.merges[person] != person:
            person = self.merges[person]
        return person

    def _say(self, name: str, ts: int, person: int, properties: Json) -> None:
        self.pos += 1
        self.events.append(Said(name, ts, self.pos, person, properties))

    def _moment(self) -> int:
        """One of few moments of ten days, so that ties are common."""
        return BEGIN_MS + self.chance.randrange(80) * 3 * 3_600_000

    def _add_send(self) -> None:
        chance, ts, person = self.chance, self._moment(), self.chance.randint(1, PEOPLE)
        about = {
            "message_id": str(chance.choice(self.scenarios)),
            "send_id": str(len(self.events) + 1),
            "node": chance.choice(["a", "b"]),
            "channel": chance.choice(CHANNELS),
            "variant": "AB"[len(self.events) % 2],
        }
        ends = chance.choice([["sent"]] * 6 + [["skipped"], ["failed"], ["failed", "sent"]])
        for end in ends:
            self._say(f"$message_{end}", ts, person, about | ({"reason": "cap"} if end == "skipped" else {}))
        if "sent" not in ends:
            return
        for what, share in (
            ("delivered", 0.9),
            ("shown", 0.3),
            ("read", 0.6),
            ("clicked", 0.3),
            ("replied", 0.1),
        ):
            if chance.random() < share:
                later = ts + chance.choice([0, 0, 3, 6, 24, 72]) * 3_600_000
                machine = (
                    {"is_machine": True} if chance.random() < 0.2 and what in {"read", "clicked"} else {}
                )
                self._say(f"$message_{what}", later, person, about | machine)

    def _add_purchase(self) -> None:
        chance, person = self.chance, self.chance.randint(1, PEOPLE)
        name = chance.choice(
            ["$order_completed"] * 4 + ["$order_paid", "$order_cancelled", "$order_refunded", "lead", "lead"]
        )
        properties: Json = {}
        if name.startswith("$order") and chance.random() < 0.9:
            properties["order_id"] = chance.choice(["1", "2", "3", "4", "5", 6, ""])
        if chance.random() < 0.85:
            properties["amount"] = chance.choice([5, 100.5, "250.25", 0.01])
        self._say(name, self._moment(), person, properties)


def _aims(scenarios: Sequence[int]) -> list[Aim]:
    one, two, three = scenarios
    hour = 3_600_000
    return [
        Aim(one, "g1", "$order_completed", lambda _: True, 48 * hour, None, "amount", Decimal(1)),
        Aim(one, "g2", "lead", lambda _: True, 3 * hour, Decimal("100.1"), None, Decimal("0.5")),
        Aim(two, "g1", "$order_completed", _is_dear, 12 * hour, None, "amount", Decimal("0.3")),
        Aim(three, "g1", "lead", lambda _: True, 24 * hour, None, None, Decimal(1)),
        Aim(three, "g2", "$order_paid", lambda _: True, 240 * hour, Decimal(7), None, Decimal(1)),
    ]


def _is_dear(properties: Mapping[str, Any]) -> bool:
    return "amount" in properties and Decimal(str(properties["amount"])) > 6


def _goals(aims: Sequence[Aim], scenario: int) -> list[Json]:
    return [
        {
            "event": {"event": aim.name}
            | ({"where": [{"property": "amount", "op": "gt", "value": 6}]} if aim.wants is _is_dear else {}),
            "window": f"PT{aim.window // 3_600_000}H",
            "value": {"kind": "fixed", "amount": str(aim.amount)}
            if aim.amount is not None
            else {"kind": "property", "name": aim.property}
            if aim.property
            else {"kind": "none"},
            "is_main": aim.goal == "g1",
            "weight": str(aim.weight),
        }
        for aim in aims
        if aim.scenario == scenario
    ]


async def test_numbers_are_a_plain_count_and_the_length_of_their_lists(make_workspace: MakeWorkspace) -> None:
    for seed in range(ROUNDS):
        workspace = await make_workspace()
        api = workspace.api
        scenarios = [
            int((await api.post(SCENARIOS, json={"name": f"m{number}"})).json()["id"]) for number in range(3)
        ]
        aims = _aims(scenarios)
        for scenario in scenarios:
            saved = await api.put(f"{SCENARIOS}/{scenario}/goals", json={"goals": _goals(aims, scenario)})
            assert saved.status_code == 200, saved.text
        history = History(random.Random(seed), scenarios, seed * 100_000)
        merged = {person: history.root(person) for person in history.merges}
        await store(workspace.engines, workspace.id, history.events, merged)
        for aim in aims:
            whole = judge(
                history.events, aims, history.root, scenario=aim.scenario, goal=aim.goal, period=None
            )
            await _check(api, aim, whole, {}, f"seed {seed}")
        days = {"from": "2026-09-03", "to": "2026-09-06"}
        path = f"{SCENARIOS}/{scenarios[0]}/statistics"
        zone = ZoneInfo((await api.get(path, params=days)).json()["zone"])
        period = (_midnight(date(2026, 9, 3), zone), _midnight(date(2026, 9, 7), zone))
        part = judge(history.events, aims, history.root, scenario=scenarios[0], goal="g1", period=period)
        await _check(api, aims[0], part, days, f"seed {seed}, four days")
        await _check_cuts(api, scenarios[0], days)
        await _check_list(workspace, aims, history)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=zone).timestamp() * 1000)


async def _check(api: httpx.AsyncClient, aim: Aim, wanted: Outcome, days: Json, where: str) -> None:
    path, choice = f"{SCENARIOS}/{aim.scenario}/statistics", {"goal": aim.goal, **days}
    found = (await api.get(path, params=choice)).json()["items"][0]["numbers"]
    said = {name: found[name] for name in NUMBERS}
    assert said == {name: len(wanted.sends[name]) for name in NUMBERS}, f"{where}, {aim}"
    money = (found["purchases"], Decimal(found["gross"]), Decimal(found["refunds"]), Decimal(found["net"]))
    told = (wanted.purchases, wanted.gross, wanted.refunds, wanted.gross - wanted.refunds)
    assert money == told, f"{where}, {aim}"
    for name in ("goal", "skipped") if aim.goal == "g1" else ():
        listed = await _walk(api, path, choice | {"of": name})
        assert {int(line["send_id"]) for line in listed} == wanted.sends[name], f"{where}, {aim}, {name}"
        assert len(listed) == found[name], f"{where}, {aim}, {name}"
    if days:
        people = await _walk(api, path, choice | {"of": "people"})
        assert len(people) == found["people"], f"{where}, {aim}"


async def _walk(api: httpx.AsyncClient, path: str, choice: Json) -> list[Json]:
    lines: list[Json] = []
    cursor = None
    while True:
        page = (
            await api.get(
                f"{path}/people", params={**choice, "limit": 9, **({"cursor": cursor} if cursor else {})}
            )
        ).json()
        lines += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return lines


async def _check_cuts(api: httpx.AsyncClient, scenario: int, days: Json) -> None:
    """Days and steps add up to the whole."""
    path = f"{SCENARIOS}/{scenario}/statistics"
    whole = (await api.get(path, params=days)).json()["items"][0]["numbers"]
    for by in ("day", "step"):
        rows = (await api.get(path, params={**days, "by": by})).json()["items"]
        for name in (*NUMBERS, "purchases"):
            assert sum(row["numbers"][name] for row in rows) == whole[name], (by, name)
        assert sum(Decimal(row["numbers"]["net"]) for row in rows) == Decimal(whole["net"]), by
    await _check_report(api, scenario, days)
    first, last = date.fromisoformat(days["from"]), date.fromisoformat(days["to"])
    rows = (await api.get(path, params={**days, "by": "day"})).json()["items"]
    assert len(rows) == (last - first).days + 1


async def _check_report(api: httpx.AsyncClient, scenario: int, days: Json) -> None:
    """The report says at once what the cuts say one by one, whatever was chosen."""
    path = f"{SCENARIOS}/{scenario}"
    places = {"total": "total", "day": "days", "step": "steps", "variant": "variants"}
    for choice in ({}, days, {"node": "a"}, {"goal": "g2"}, {"day": "2026-09-04"}, {"variant": "A"}):
        report = (await api.get(f"{path}/report", params=choice)).json()
        for by, place in places.items():
            one = (await api.get(f"{path}/statistics", params={**choice, "by": by})).json()
            rows = report[place] if by != "total" else [report[place]]
            assert rows == one["items"], (choice, by)
            head = {name: value for name, value in one.items() if name not in {"by", "items", "reasons"}}
            assert {name: report[name] for name in head} == head, (choice, by)
            assert by != "total" or report["reasons"] == one["reasons"], choice


async def _check_list(workspace: TestWorkspace, aims: Sequence[Aim], history: History) -> None:
    """The list of messages says what each report says, and is sorted by money."""
    items = (await workspace.api.get(f"{SCENARIOS}/figures", params={"sort": "money"})).json()["items"]
    nets = [Decimal(item["numbers"]["net"]) for item in items]
    assert nets == sorted(nets, reverse=True)
    for item in items:
        wanted = judge(history.events, aims, history.root, scenario=int(item["id"]), goal="g1", period=None)
        for name in NUMBERS:
            assert item["numbers"][name] == len(wanted.sends[name]), name
        assert Decimal(item["numbers"]["net"]) == wanted.gross - wanted.refunds
        assert item["goal"] == "set"
