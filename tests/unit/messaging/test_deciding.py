"""The checks before a send leaves: which says what, and which speaks first."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.messaging.contracts import Channel, MessageKind, Purpose, Send, SendState, SkipReason, Wait
from otklik.messaging.deciding import (
    PARKED,
    Drawn,
    Memory,
    Question,
    Released,
    Verdict,
    decide,
    draw,
    in_order,
)
from otklik.messaging.schemas_settings import CapRule, MessagingSettings
from otklik.profiles.recipients import Recipient

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
NIGHT = NOON + timedelta(hours=12)
MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)
YES, NO = (1, 1, True), (2, 1, False)
SMS = {("subscription", "sms"): YES}
LEFT = {("subscription", "sms"): NO}


def _send(**given: Any) -> Send:  # noqa: ANN401 - fields of Send
    fields: dict[str, Any] = {
        **dict.fromkeys(Send.__struct_fields__),
        "id": 1,
        "workspace_id": 3,
        "scenario_id": 7,
        "channel": Channel.SMS,
        "kind": MessageKind.PROMOTIONAL,
        "purpose": Purpose.MARKETING,
        "topic": "",
        "priority": 0,
        "control_share": 0.0,
        "address_group": "",
        "state": SendState.PLANNED,
        "planned_at": NOON,
    }
    return Send(**fields | given)


def _ask(
    send: Send | None = None,
    *,
    words: Mapping[tuple[str, str], Any] = SMS,
    root: int = 11,
    **given: Any,  # noqa: ANN401 - fields of Question
) -> Question:
    fields: dict[str, Any] = {
        "address": "+79990000001",
        "is_ringing": True,
        "zone": MOSCOW,
        "settings": MessagingSettings(),
        "now": NOON,
    }
    return Question(send=send or _send(), recipient=Recipient(root, (root,), words=words), **fields | given)


def _said(verdict: Verdict) -> str:
    return f"{verdict.state.value}:{verdict.reason}".rstrip(":")


QUICK = {"kind": MessageKind.TRANSACTIONAL}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (_ask(), "ready"),
        (_ask(is_erased=True), "skipped:erased"),
        (_ask(hold="stop"), "skipped:stopped"),
        (_ask(hold="pause"), "planned:paused"),
        (_ask(_send(expires_at=NOON), hold="pause"), "skipped:paused"),
        (_ask(_send(expires_at=NOON)), "skipped:expired"),
        (_ask(_send(expires_at=NOON + timedelta(milliseconds=1))), "ready"),
        (_ask(filtered=SkipReason.PRIORITY), "skipped:priority"),
        (_ask(has_channel=False), "skipped:no_channel"),
        (_ask(address=None), "skipped:no_address"),
        (_ask(is_suppressed=True), "skipped:suppressed"),
        (_ask(words={}), "skipped:no_consent"),
        (_ask(_send(channel=Channel.TASK), words={}), "ready"),
        (_ask(words={("consent", "advertising"): YES}), "ready"),
        (_ask(words=SMS | {("consent", "processing"): NO}), "skipped:no_consent"),
        (_ask(words=SMS | {("consent", "advertising"): NO}), "skipped:no_consent"),
        (_ask(words=LEFT), "skipped:unsubscribed"),
        (_ask(_send(**QUICK), words=LEFT), "ready"),
        # A topic's own word goes before its channel's, unless the channel was left after it.
        (_ask(_send(topic="a"), words={("subscription", "sms/a"): YES}), "ready"),
        (_ask(_send(topic="a"), words=LEFT | {("subscription", "sms/a"): YES}), "skipped:unsubscribed"),
        (_ask(_send(topic="a"), words=LEFT | {("subscription", "sms/a"): (3, 1, True)}), "ready"),
        (_ask(_send(topic="a"), words=SMS | {("subscription", "sms/a"): NO}), "skipped:unsubscribed"),
        (_ask(_send(topic="b"), words=SMS), "ready"),
        (_ask(now=NIGHT), "planned:quiet"),
        (_ask(_send(expires_at=NIGHT + HOUR), now=NIGHT), "skipped:quiet_expired"),
        (_ask(_send(**QUICK), now=NIGHT), "ready"),
        (_ask(now=NIGHT, is_ringing=False), "ready"),
        (_ask(now=NIGHT, zone=ZoneInfo("America/Sao_Paulo")), "ready"),
        (_ask(has_zone=False), "planned:zone"),
        (_ask(_send(**QUICK), has_zone=False), "ready"),
        (_ask(has_zone=False, is_ringing=False), "ready"),
        (_ask(_send(control_share=1.0)), "skipped:control"),
        (_ask(settings=MessagingSettings(global_control_percent=50), root=12), "skipped:global_control"),
        # Who is first: leave before control, control before the night.
        (_ask(_send(control_share=1.0), words={}), "skipped:no_consent"),
        (_ask(_send(control_share=1.0), now=NIGHT), "skipped:control"),
    ],
)  # fmt: skip
def test_what_each_check_says(question: Question, said: str) -> None:
    assert _said(decide(question, Memory())) == said


def test_when_what_is_delayed_is_looked_at_again() -> None:
    assert decide(_ask(hold="pause"), Memory()).until == PARKED
    quiet = decide(_ask(now=NIGHT), Memory()).until
    morning = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert quiet is not None
    assert morning <= quiet < morning + timedelta(minutes=10)
    caused = _send(cause_send_id=5)
    before = Released(4, Channel.SMS, NOON - timedelta(seconds=10), is_caused=True)
    verdict = decide(_ask(caused), Memory(by_root={11: [before]}))
    assert (verdict.reason, verdict.until) == (Wait.LOOP.value, NOON + timedelta(seconds=20))
    assert decide(_ask(), Memory(by_root={11: [before]})).state is SendState.READY, "it answers no message"


def test_caps_count_their_channels_and_their_time_each_send_once() -> None:
    rules = (
        CapRule(count=2, period=HOUR, channels=(Channel.SMS,)),
        CapRule(count=3, period=timedelta(days=1)),
    )
    settings = MessagingSettings(caps=rules)

    def cap(*before: tuple[Channel, timedelta]) -> str:
        released = [
            Released(n, channel, NOON - ago, is_caused=False) for n, (channel, ago) in enumerate(before)
        ]
        shared = Memory(by_root={11: released}, by_address={"+79990000001": released})
        return _said(decide(_ask(settings=settings), shared))

    sms, mail, minute = Channel.SMS, Channel.EMAIL, timedelta(minutes=1)
    assert cap((sms, minute), (mail, minute)) == "ready"
    assert cap((sms, minute), (sms, 59 * minute)) == "skipped:cap"
    assert cap((sms, minute), (sms, 60 * minute)) == "ready", "an hour is over"
    assert cap((mail, minute), (mail, HOUR), (mail, 23 * HOUR)) == "skipped:cap"


def test_a_batch_counts_what_it_lets_go_itself() -> None:
    memory = Memory()
    sends = in_order(_send(id=number, priority=number % 2, address_group="m:1") for number in range(1, 6))
    assert [send.id for send in sends] == [1, 3, 5, 2, 4], "the more important first"
    said = [_said(decide(_ask(send, address=f"+{send.id}"), memory)) for send in sends]
    assert said == ["ready"] * 3 + ["skipped:cap"] * 2
    assert (
        _said(decide(_ask(_send(id=9, address_group="m:1"), root=99, address="+1"), memory))
        == "skipped:duplicate_address"
    )


def test_arms_are_drawn_once_and_in_proportion() -> None:
    memory = Memory(arms={(7, 11): False})
    assert _said(decide(_ask(_send(control_share=1.0)), memory)) == "ready", "he was drawn before"
    assert memory.drawn == []
    decide(_ask(_send(control_share=1.0), root=12), memory)
    decide(_ask(_send(id=2, control_share=1.0), root=12), memory)
    assert [(each.scenario_id, each.profile_id, each.is_control) for each in memory.drawn] == [(7, 12, True)]
    assert isinstance(memory.drawn[0], Drawn)
    drawn = [draw(3, 7, root, 0.2) for root in range(10_000)]
    assert 1_850 < sum(drawn) < 2_150
    other = [draw(3, 8, root, 0.2) for root in range(10_000)]
    both = sum(a and b for a, b in zip(drawn, other, strict=True))
    assert 320 < both < 480, "scenarios draw apart"


@given(st.integers(1, 1 << 62), st.floats(0, 1), st.floats(0, 1))
def test_who_is_in_a_small_group_is_in_the_larger(root: int, one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert not draw(3, 7, root, small) or draw(3, 7, root, large)
