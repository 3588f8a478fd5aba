"""A scenario is read whole, or every fault is told with its place."""

import copy
from datetime import datetime, time
from typing import Any

import pytest
from tests.unit.automation.graphs import CART, read, simple

from otklik.automation.graph.entries import (
    Filters,
    Hours,
    Mailing,
    Match,
    Measured,
    OnBrowser,
    OnCall,
    OnEvent,
    OnSaved,
    OnSchedule,
    OnSegment,
    PageRule,
    Repeat,
    Turn,
    Zone,
)
from otklik.automation.graph.faults import GraphError
from otklik.automation.graph.nodes import (
    Ask,
    Edit,
    HandOver,
    Mark,
    PropertyEdit,
    Send,
    Split,
    WaitBest,
    WaitEvent,
    WaitFor,
    WaitUntil,
)
from otklik.segments.language.conditions import Duration

HOUR = Duration(milliseconds=3_600_000)
END: dict[str, Any] = {"exit": ""}


def faults_of(source: object) -> set[tuple[str, str]]:
    with pytest.raises(GraphError) as caught:
        read(source)
    return {(fault.path, fault.code) for fault in caught.value.faults}


def test_a_series_for_abandoned_carts_is_read() -> None:
    graph = read(CART)
    assert graph.entry.repeat == Repeat(every=Duration(milliseconds=7 * 86_400_000))
    assert [selector.name for selector in graph.exit.events] == ["$order_completed"]
    assert graph.nodes["hour"] == WaitFor(HOUR, "first")
    first = graph.nodes["first"]
    assert isinstance(first, Send)
    assert (first.channel, first.content_id, first.next, first.has_otherwise) == ("email", 1, "day", False)
    asked = graph.nodes["dear"]
    assert isinstance(asked, Ask)
    assert (asked.next, asked.otherwise) == ("second", "last")


def test_every_kind_of_step_is_read() -> None:
    graph = read(
        simple(
            {
                "morning": {"wait": {"until": "10:30", "days": [5, 1], "zone": "workspace"}, "next": "reply"},
                "reply": {
                    "wait": {"events": [{"event": "$message_replied"}], "at_most": "P3D"},
                    "next": "tag",
                    "otherwise": "share",
                },
                "tag": {"tag": {"add": "vip"}, "next": "list"},
                "list": {"list": {"leave": 3}, "next": "edit"},
                "edit": {"property": [{"op": "add", "property": "visits", "value": 1}], "next": "share"},
                "share": {"split": [{"arm": "a", "next": "out"}, {"arm": "b", "weight": 3}]},
                "out": {"exit": "enough", "title": "Enough"},
            }
        )
    )
    assert graph.nodes["morning"] == WaitUntil(time(10, 30), (1, 5), Zone.WORKSPACE, "reply")
    waited = graph.nodes["reply"]
    assert isinstance(waited, WaitEvent)
    assert (waited.events[0].name, waited.next, waited.otherwise) == ("$message_replied", "tag", "share")
    assert graph.nodes["list"] == Mark("list", "3", is_on=False, next="edit")
    share = graph.nodes["share"]
    assert isinstance(share, Split)
    assert [(arm.name, arm.weight, arm.next) for arm in share.arms] == [("a", 1, "out"), ("b", 3, None)]


def test_every_kind_of_trigger_is_read() -> None:
    source = simple({"a": END})
    source["entry"]["triggers"] = [
        {"event": "Order Completed", "where": [{"property": "amount", "op": "gt", "value": 5}]},
        {"event": "$cart_viewed", "after": "PT1H", "unless": [{"event": "$order_completed"}]},
        {"segment": 3, "on": "left"},
        {"segment": 3},
        {"call": True},
    ]
    ordered, viewed, left, entered, called = read(source).entry.triggers
    assert isinstance(ordered, OnEvent)
    assert ordered.selector.name == "$order_completed", "a door's own name is ours"
    assert isinstance(viewed, OnEvent)
    assert (viewed.after, viewed.unless[0].name) == (HOUR, "$order_completed")
    assert (left, entered, called) == (OnSegment(3, Turn.LEFT), OnSegment(3, Turn.ENTERED), OnCall())


def test_what_browsers_measure_saved_triggers_and_schedules_are_read() -> None:
    source = simple({"a": END})
    source["entry"]["triggers"] = [
        {"browser": "scroll", "percent": 70},
        {"browser": "time_on_page"},
        {"browser": "pages", "count": 7, "of": "all"},
        {"browser": "element_seen", "selector": "#price"},
        {"browser": "call", "name": "promo"},
        {"browser": "exit_intent"},
        {"saved": 3},
        {"schedule": {"once": "2026-12-01T10:00", "zone": "person"}},
        {"schedule": {"at": "10:30", "days": [5, 1]}},
        {"schedule": {"at": "09:00", "dates": [-1]}},
    ]
    assert read(source).entry.triggers == (
        OnBrowser(Measured.SCROLL, 70),
        OnBrowser(Measured.TIME_ON_PAGE, 30),
        OnBrowser(Measured.PAGES, 7, "all"),
        OnBrowser(Measured.ELEMENT_SEEN, text="#price"),
        OnBrowser(Measured.CALL, text="promo"),
        OnBrowser(Measured.EXIT_INTENT),
        OnSaved(3),
        OnSchedule(datetime(2026, 12, 1, 10), zone=Zone.PERSON),  # noqa: DTZ001 - of whatever zone
        OnSchedule(None, time(10, 30), (1, 5)),
        OnSchedule(None, time(9), dates=(-1,)),
    )


def test_filters_insiders_and_what_ends_a_walk_are_read() -> None:
    source = simple({"a": END}, exit={"condition": {"tag": "gone"}, "goal": True})
    source["entry"] |= {
        "triggers": [{"segment": 4}],
        "also_inside": True,
        "filters": {
            "pages": [{"match": "starts", "value": "/cart"}],
            "devices": ["mobile"],
            "sources": ["email"],
            "hours": {"from": "09:00", "to": "18:00", "days": [1]},
            "operators": "online",
        },
    }
    graph = read(source)
    assert graph.entry.has_insiders
    assert graph.entry.filters == Filters(
        (PageRule(Match.STARTS, "/cart"),),
        ("mobile",),
        ("email",),
        Hours(time(9), time(18), (1,)),
        operators="online",
    )
    assert graph.exit.by_goal
    assert graph.exit.condition is not None
    source["entry"]["filters"] = {"hours": "closed"}
    assert read(source).entry.filters == Filters(team="closed")


def test_the_best_hour_points_and_a_hand_over_are_steps() -> None:
    best, points, over = read(
        simple(
            {
                "best": {"wait": {"until": "best_hour", "days": [1, 2], "within": "P3D"}, "next": "points"},
                "points": {"score": {"add": 5}, "next": "over"},
                "over": {"handover": {"note": "Call her", "team": 2}},
            }
        )
    ).nodes.values()
    assert best == WaitBest(Duration(milliseconds=3 * 86_400_000), (1, 2), "points")
    assert points == Edit((PropertyEdit("add", "$points", 5),), "over")
    assert over == HandOver("Call her", team=2)


def test_a_mailing_sends_once_and_ends() -> None:
    letter = {"send": {"channel": "email", "content_id": 1}}
    when = {"at": "2026-12-01T10:00", "zone": "person", "frozen": True, "per_minute": 1000}
    source = simple({"a": letter})
    source["entry"] = {"mailing": when, "audience": {"tag": "vip"}}
    mailing = Mailing(datetime(2026, 12, 1, 10), Zone.PERSON, is_frozen=True, per_minute=1000)  # noqa: DTZ001 - as above
    assert read(source).entry.mailing == mailing
    source["nodes"]["a"] = {**letter, "next": "b"}
    source["nodes"]["b"] = {"tag": {"add": "x"}}
    assert faults_of(source) == {("nodes.a", "not_in_mailing"), ("nodes.b", "not_in_mailing")}
    source["entry"] = {"mailing": {"per_minute": 0, "at": "soon"}}
    assert {path for path, _ in faults_of(source)} == {
        "entry.audience",
        "entry.mailing.per_minute",
        "entry.mailing.at",
    }


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"start": "nowhere"}, "start", "unknown_node"),
        ({"start": 5}, "start", "wrong_type"),
        ({"nodes": {}}, "nodes", "empty"),
        ({"nodes": []}, "nodes", "wrong_type"),
        ({"nodes": {"a": 7}}, "nodes.a", "wrong_type"),
        ({"nodes": {"a": {}}}, "nodes.a", "unknown_kind"),
        ({"nodes": {"a": {"sned": {}}}}, "nodes.a", "unknown_kind"),
        ({"nodes": {"a": {"exit": "", "split": []}}}, "nodes.a", "clash"),
        ({"nodes": {"a": {"exit": "", "next": "a"}}}, "nodes.a.next", "unknown_key"),
        ({"nodes": {"a": {"exit": 5}}}, "nodes.a.exit", "wrong_type"),
        ({"nodes": {"a b": END}}, "nodes.a b", "bad_text"),
        ({"nodes": {"a": {"exit": "", "title": 5}}}, "nodes.a.title", "wrong_type"),
        ({"nodes": {f"n{number}": END for number in range(201)}}, "nodes", "too_many"),
        ({"nodes": {"a": {"send": {"channel": "email"}}}}, "nodes.a.send.content_id", "missing"),
        (
            {"nodes": {"a": {"send": {"channel": "pigeon", "content_id": 1}}}},
            "nodes.a.send.channel",
            "unknown_channel",
        ),
        (
            {"nodes": {"a": {"send": {"channel": "email", "content_id": 0}}}},
            "nodes.a.send.content_id",
            "out_of_range",
        ),
        (
            {"nodes": {"a": {"send": {"channel": "email", "content_id": 1, "kind": "spam"}}}},
            "nodes.a.send.kind",
            "unknown_value",
        ),
        (
            {"nodes": {"a": {"send": {"channel": "email", "content_id": 1}, "next": "b"}}},
            "nodes.a.next",
            "unknown_node",
        ),
        ({"nodes": {"a": {"wait": {}}}}, "nodes.a.wait", "unknown_kind"),
        ({"nodes": {"a": {"wait": {"for": "1 day"}}}}, "nodes.a.wait.for", "bad_duration"),
        ({"nodes": {"a": {"wait": {"for": "PT0S"}}}}, "nodes.a.wait.for", "out_of_range"),
        ({"nodes": {"a": {"wait": {"for": "P2Y"}}}}, "nodes.a.wait.for", "out_of_range"),
        ({"nodes": {"a": {"wait": {"for": "P1D"}, "otherwise": "a"}}}, "nodes.a.otherwise", "unknown_key"),
        ({"nodes": {"a": {"wait": {"until": "25:00"}}}}, "nodes.a.wait.until", "bad_date"),
        ({"nodes": {"a": {"wait": {"until": "10:00:30"}}}}, "nodes.a.wait.until", "bad_date"),
        ({"nodes": {"a": {"wait": {"until": "10:00", "days": [8]}}}}, "nodes.a.wait.days", "wrong_type"),
        ({"nodes": {"a": {"wait": {"events": [{"event": "x"}]}}}}, "nodes.a.wait.at_most", "missing"),
        (
            {"nodes": {"a": {"wait": {"events": [{"event": "x*"}], "at_most": "P1D"}}}},
            "nodes.a.wait.events[0].event",
            "not_here",
        ),
        ({"nodes": {"a": {"condition": {"all": []}}}}, "nodes.a.condition.all", "empty"),
        ({"nodes": {"a": {"split": [{"arm": "x"}]}}}, "nodes.a.split", "wrong_type"),
        ({"nodes": {"a": {"split": [{"arm": "x"}, {"arm": "x"}]}}}, "nodes.a.split", "clash"),
        (
            {"nodes": {"a": {"split": [{"arm": "x", "weight": 0}, {"arm": "y", "weight": 0}]}}},
            "nodes.a.split",
            "out_of_range",
        ),
        ({"nodes": {"a": {"property": []}}}, "nodes.a.property", "wrong_type"),
        (
            {"nodes": {"a": {"property": [{"op": "add", "property": "n", "value": "x"}]}}},
            "nodes.a.property[0].value",
            "wrong_type",
        ),
        (
            {"nodes": {"a": {"property": [{"property": "$score"}]}}},
            "nodes.a.property[0].property",
            "computed",
        ),
        ({"nodes": {"a": {"tag": {"put": "x"}}}}, "nodes.a.tag", "unknown_kind"),
        ({"nodes": {"a": {"list": {"join": "x"}}}}, "nodes.a.list", "wrong_type"),
        ({"entry": {}}, "entry.triggers", "missing"),
        ({"entry": {"triggers": []}}, "entry.triggers", "empty"),
        ({"entry": {"triggers": [{}]}}, "entry.triggers[0]", "unknown_kind"),
        ({"entry": {"triggers": [{"event": "*"}]}}, "entry.triggers[0].event", "not_here"),
        (
            {"entry": {"triggers": [{"event": "x", "unless": [{"event": "y"}]}]}},
            "entry.triggers[0].after",
            "missing",
        ),
        ({"entry": {"triggers": [{"segment": 1, "on": "in"}]}}, "entry.triggers[0].on", "unknown_value"),
        ({"entry": {"triggers": [{"segment": 0}]}}, "entry.triggers[0].segment", "out_of_range"),
        ({"entry": {"triggers": [{"event": "x"}], "repeat": "twice"}}, "entry.repeat", "unknown_value"),
        ({"entry": {"triggers": [{"event": "x"}], "repeat": {}}}, "entry.repeat.every", "missing"),
        ({"entry": {"triggers": [{"event": "x"}], "together": 1}}, "entry.together", "wrong_type"),
        ({"exit": {"events": []}}, "exit.events", "empty"),
        ({"exit": {"goal": "yes"}}, "exit.goal", "wrong_type"),
        ({"exit": {"condition": {"all": []}}}, "exit.condition.all", "empty"),
        *(
            ({"entry": {"triggers": [trigger]}}, f"entry.triggers[0].{at}", code)
            for trigger, at, code in (
                ({"browser": "scrol"}, "browser", "unknown_value"),
                ({"browser": "scroll", "percent": 101}, "percent", "out_of_range"),
                ({"browser": "scroll", "seconds": 5}, "seconds", "unknown_key"),
                ({"browser": "pages", "of": "year"}, "of", "unknown_value"),
                ({"browser": "click"}, "selector", "missing"),
                ({"browser": "click", "selector": "x" * 501}, "selector", "too_long"),
                ({"browser": "call", "name": ""}, "name", "empty"),
                ({"saved": "x"}, "saved", "wrong_type"),
                ({"schedule": 5}, "schedule", "wrong_type"),
                ({"schedule": {}}, "schedule.at", "missing"),
                ({"schedule": {"once": "2026-12-01T10:00Z"}}, "schedule.once", "bad_date"),
                ({"schedule": {"at": "10:00", "dates": [0]}}, "schedule.dates", "wrong_type"),
                ({"schedule": {"at": "10:00", "dates": [1], "days": [1]}}, "schedule.dates", "clash"),
                ({"schedule": {"at": "10:00", "zone": "moon"}}, "schedule.zone", "unknown_value"),
            )
        ),
        *(
            ({"entry": {"triggers": [{"event": "x"}], "filters": filters}}, f"entry.filters.{at}", code)
            for filters, at, code in (
                ({"page": []}, "page", "unknown_key"),
                ({"pages": [{"match": "near", "value": "/"}]}, "pages[0].match", "unknown_operator"),
                ({"pages": [{"match": "regex", "value": "("}]}, "pages[0].value", "bad_pattern"),
                ({"pages": [{"match": "is"}]}, "pages[0].value", "missing"),
                ({"devices": ["fridge"]}, "devices[0]", "unknown_value"),
                ({"sources": [5]}, "sources[0]", "wrong_type"),
                ({"hours": "always"}, "hours", "unknown_value"),
                ({"hours": {"from": "09:00"}}, "hours.to", "missing"),
                ({"hours": {"from": "09:00", "to": "09:00"}}, "hours", "wrong_order"),
                ({"operators": "away"}, "operators", "unknown_value"),
            )
        ),
        ({"entry": {"triggers": [{"event": "x"}], "also_inside": True}}, "entry.also_inside", "not_here"),
        (
            {"nodes": {"a": {"wait": {"until": "best_hour", "within": "PT1H"}}}},
            "nodes.a.wait.within",
            "out_of_range",
        ),
        ({"nodes": {"a": {"score": {"add": "x"}}}}, "nodes.a.score.add", "wrong_type"),
        ({"nodes": {"a": {"handover": {"note": " "}}}}, "nodes.a.handover.note", "wrong_type"),
        ({"nodes": {"a": {"handover": {"note": "x", "team": "y"}}}}, "nodes.a.handover.team", "wrong_type"),
        ({"moved": {"old": "nowhere"}}, "moved.old", "unknown_node"),
        ({"moved": {"a": "a"}}, "moved.a", "still_there"),
        ({"stop": 1}, "stop", "unknown_key"),
    ],
)
def test_each_fault_is_told_with_its_place(change: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in faults_of({**simple({"a": END}), **change})


def test_all_faults_are_told_at_once() -> None:
    source = simple({"a": {"wait": {"for": "soon"}, "next": "b"}, "c": {"condition": {"property": ""}}})
    found = faults_of(source)
    assert {path for path, _ in found} >= {"nodes.a.wait.for", "nodes.a.next", "nodes.c.condition.property"}


@pytest.mark.parametrize("source", [None, 5, [], "x"])
def test_what_is_no_scenario_at_all_is_refused(source: object) -> None:
    assert faults_of(source) == {("", "wrong_type")}


def test_a_scenario_that_is_too_big_is_not_looked_into() -> None:
    source = simple({"a": END}, layout={"x": "y" * 300_000})
    assert faults_of(source) == {("", "too_big")}


def test_steps_nobody_comes_to_are_told() -> None:
    source = simple({"a": END, "b": {"tag": {"add": "x"}, "next": "c"}, "c": END})
    assert faults_of(source) == {("nodes.b", "unreachable"), ("nodes.c", "unreachable")}


def test_a_circle_needs_a_wait() -> None:
    tag = {"tag": {"add": "x"}}
    letter = {"send": {"channel": "email", "content_id": 1}}
    circle = simple({"in": {**tag, "next": "a"}, "a": {**letter, "next": "b"}, "b": {**tag, "next": "a"}})
    assert faults_of(circle) == {("nodes.a", "circle_without_wait"), ("nodes.b", "circle_without_wait")}
    rested = copy.deepcopy(circle)
    rested["nodes"]["b"] = {"wait": {"for": "P1D"}, "next": "a"}
    assert read(rested).nodes["b"] == WaitFor(Duration(milliseconds=86_400_000), "a")
    hidden = copy.deepcopy(rested)
    hidden["nodes"]["a"]["otherwise"] = "a"
    assert faults_of(hidden) == {("nodes.a", "circle_without_wait")}
