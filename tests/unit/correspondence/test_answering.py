"""When letters about conversations go, what is in them, where their links lead."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from otklik.correspondence.answering import deciding
from otklik.correspondence.answering.contracts import Kind, Reason, State, TalkLetter
from otklik.correspondence.answering.deciding import Known, Later, Ready, Skip
from otklik.correspondence.answering.links import choose_page
from otklik.correspondence.answering.pages import File, Line, Page, quote, write_page, write_text
from otklik.correspondence.answering.schemas import MemberSettings, TalkSettings
from otklik.correspondence.noticing import deciding as noticing
from otklik.correspondence.noticing.deciding import Crew
from otklik.inbox.contracts import Author, AuthorKind, Part, PartKind, TalkChannel
from otklik.inbox.keeping import make_conversation

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK = make_conversation(3, 70, TalkChannel.CHAT, AuthorKind.VISITOR, NOON, "", 1)
ANNA, VISITOR = Author(AuthorKind.OPERATOR, 7), Author(AuthorKind.VISITOR, 70)
SETTINGS = TalkSettings()


def part(
    number: int, author: Author = ANNA, *, minute: float = 0, channel: TalkChannel = TalkChannel.CHAT
) -> Part:
    at = NOON + timedelta(minutes=minute)
    return Part(number, number, 1, PartKind.MESSAGE, author, channel, f"words {number}", {}, None, at)


def letter(kind: Kind = Kind.ANSWER, *, whom_id: int = 70) -> TalkLetter:
    return TalkLetter(
        1, 3, 1, kind, whom_id, 1, 0, "", State.WAITING, "", "", NOON, 0, "", "", NOON, None, None, None, None
    )  # fmt: skip


def known(*parts: Part, read: int = 0, **more: object) -> Known:
    return Known(replace(TALK, visitor_read=read, waiting_since=NOON), parts, **more)  # type: ignore[arg-type]  # fields of Known


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("what", "fate"),
    [
        (known(part(2), part(3, minute=1)), Ready((part(2), part(3, minute=1)))),
        (known(part(2), part(3, minute=1), read=2), Later(at(6))),
        (known(part(2), read=2), Skip(Reason.READ)),
        (known(part(2, VISITOR)), Skip(Reason.NOTHING_NEW)),
        (known(part(2), is_here=True), Later(at(6))),
        (known(part(2), is_blocked=True), Skip(Reason.BLOCKED)),
        (known(part(2), lately=12), Later(at(5) + deciding.HELD)),
        (known(part(2, channel=TalkChannel.EMAIL)), Skip(Reason.NOTHING_NEW)),
    ],
)
def test_an_answer_goes_once_it_was_not_read_for_long_enough(what: Known, fate: deciding.Fate) -> None:
    found = deciding.decide(letter(), what, SETTINGS, at(5))
    if isinstance(found, Ready):
        found = Ready(tuple(found.parts))
    assert found == fate


def test_who_keeps_the_page_open_and_does_not_look_gets_it_after_an_hour() -> None:
    what = known(part(2), is_here=True)
    assert isinstance(deciding.decide(letter(), what, SETTINGS, at(59)), Later)
    assert isinstance(deciding.decide(letter(), what, SETTINGS, at(61)), Ready)


def test_the_whole_talk_goes_read_or_not_and_never_is_never() -> None:
    what = known(part(2, VISITOR), part(3), read=3)
    found = deciding.decide(letter(), what, TalkSettings(visitors="always"), at(5))
    assert isinstance(found, Ready)
    assert len(found.parts) == 2
    assert deciding.decide(letter(), what, TalkSettings(visitors="never"), at(5)) == Skip(Reason.OFF)
    assert deciding.list_wanted(part(2), TALK, TalkSettings(visitors="never")) == []


def test_what_is_said_by_mail_waits_for_the_end_of_undo_only() -> None:
    said = part(2, channel=TalkChannel.EMAIL)
    (wanted,) = deciding.list_wanted(said, TALK, TalkSettings(visitors="never"))
    assert (wanted.kind, wanted.due_at) == (Kind.REPLY, NOON + deciding.UNDO)
    fate = deciding.decide(letter(Kind.REPLY), known(said, read=9), SETTINGS, NOON + deciding.UNDO)
    assert isinstance(fate, Ready)


def test_operators_are_told_of_what_is_theirs_and_of_what_is_nobodys() -> None:
    row = replace(TALK, id=1, waiting_since=NOON)
    crew = Crew(writers=[7, 8, 9], teams={5: [8]}, settings={9: MemberSettings(queue="never")})

    def whom(**changes: object) -> list[int]:
        return [
            each.whom_id for each in noticing.list_wanted(part(2, VISITOR), replace(row, **changes), crew)
        ]

    assert whom() == [7, 8]
    assert whom(assignee=9) == [9]
    assert whom(passed_by=9) == [7, 8, 9], "taken from him because he left"
    assert whom(team=5) == [8]
    crew = replace(crew, here=[7])
    assert whom() == [], "somebody is there"
    assert whom(assignee=9) == [9]


def test_who_has_read_or_sits_there_gets_no_letter() -> None:
    crew, notice = Crew(writers=[7]), letter(Kind.NOTICE, whom_id=7)
    what = known(part(2, VISITOR))
    assert isinstance(noticing.decide(notice, what, crew, read=0, now=at(5)), Ready)
    assert noticing.decide(notice, what, crew, read=2, now=at(5)) == Skip(Reason.READ)
    mine = replace(what, conversation=replace(what.conversation, assignee=7))
    here = replace(crew, here=[7])
    assert isinstance(noticing.decide(notice, mine, here, read=0, now=at(5)), Later)
    taken = replace(what, conversation=replace(what.conversation, assignee=8))
    assert noticing.decide(notice, taken, crew, read=0, now=at(5)) == Skip(Reason.NOT_HIS)


@pytest.mark.parametrize(
    ("page", "leads"),
    [
        ("https://shop.example/tea?x=1#a", "https://shop.example/tea?x=1"),
        ("https://evil.example/", "https://shop.example/"),
        ("https://shop.example.evil.example/", "https://shop.example/"),
        ("https://shop.example@evil.example/", "https://shop.example/"),
        ("javascript:alert(1)", "https://shop.example/"),
        ("https://[", "https://shop.example/"),
        ("", "https://shop.example/"),
    ],
)
def test_a_link_leads_to_the_site_only(page: str, leads: str) -> None:
    assert choose_page("https://shop.example/", page) == leads
    assert choose_page("", page) == ""


def test_whatever_people_write_is_words() -> None:
    hostile = '"><script>alert(1)</script> https://a.example/"onload="x'
    line = Line(hostile, "12:00", hostile, files=[File(hostile, "javascript:x")], may_link=True)
    page = Page(
        language="en",
        brand=hostile,
        color='red"><b>',
        lines=[line],
        earlier=[line],
        facts=[(hostile, hostile, hostile)],
        notes=[hostile],
        button=("Open", "https://o.example/t/k"),
        hint=hostile,
    )
    html = write_page(page)
    assert "<script" not in html
    assert 'onload="' not in html
    assert "javascript:" not in html
    assert "#2f6fed" in html, "a colour that is none is ours"
    assert '<a href="https://a.example/">https://a.example/</a>' in html
    assert "<script>" in write_text(page), "a text is a text"
    assert quote([line], "He wrote:").startswith("He wrote:\n> ")
