"""The law of whose words a mail is, case by case."""

from typing import Any

import pytest

from otklik.correspondence.arriving.judging import (
    Fate,
    is_own_list,
    is_refuted,
    judge,
    make_id,
    split_note,
)
from otklik.correspondence.arriving.resolving import Clue, Resolution, Sender, Way, resolve
from otklik.correspondence.contracts import Reason, Skipped
from otklik.letters.contracts import Mailbox
from otklik.letters.reading.contracts import Kind, Received

ANNA, BORIS = 11, 12
TALK, OTHER = 501, 502
SEND = 901
MEMBER = 3

TO_ANNA = Clue(reason=Reason.REPLY_ADDRESS, root=ANNA, conversation_id=TALK)
THREAD = Clue(reason=Reason.REFERENCES, root=ANNA, conversation_id=TALK)
OF_BORIS = Clue(reason=Reason.IN_REPLY_TO, root=BORIS, conversation_id=OTHER)
LETTER = Clue(
    reason=Reason.MESSAGE_ID, root=ANNA, send_id=SEND, addresses=frozenset({"anna.old@mail.example"})
)
TO_MEMBER = Clue(reason=Reason.REPLY_ADDRESS, root=0, conversation_id=TALK, member_id=MEMBER)


ANNA_WRITES = Sender("anna@mail.example", (ANNA,))
STRANGER = Sender("eve@mail.example")

CASES: list[tuple[str, Sender, list[Clue], Resolution]] = [
    ("her own mark", ANNA_WRITES, [TO_ANNA], Resolution(Way.VISITOR, Reason.REPLY_ADDRESS, ANNA, TALK)),
    ("the first clue is believed", ANNA_WRITES, [TO_ANNA, LETTER],
     Resolution(Way.VISITOR, Reason.REPLY_ADDRESS, ANNA, TALK)),
    ("a mark that a stranger replays", STRANGER, [TO_ANNA],
     Resolution(Way.VISITOR, Reason.STRANGER, None, also=TALK)),
    ("a mark that another customer replays", Sender("boris@mail.example", (BORIS,)), [TO_ANNA],
     Resolution(Way.VISITOR, Reason.STRANGER, BORIS, also=TALK)),
    ("another's mark, and a thread of his own", Sender("boris@mail.example", (BORIS,)), [TO_ANNA, OF_BORIS],
     Resolution(Way.VISITOR, Reason.IN_REPLY_TO, BORIS, OTHER)),
    ("the address that the letter went to", Sender("anna.old@mail.example"), [LETTER],
     Resolution(Way.VISITOR, Reason.MESSAGE_ID, ANNA, send_id=SEND)),
    ("a newsletter that a friend got forwarded", STRANGER, [LETTER],
     Resolution(Way.VISITOR, Reason.STRANGER, None)),
    ("a thread of hers", ANNA_WRITES, [THREAD], Resolution(Way.VISITOR, Reason.REFERENCES, ANNA, TALK)),
    ("a guessed thread", STRANGER, [THREAD], Resolution(Way.VISITOR, Reason.STRANGER, None, also=TALK)),
    ("nothing but her address", ANNA_WRITES, [], Resolution(Way.VISITOR, Reason.SENDER, ANNA)),
    ("an address on two cards is nobody's", Sender("us@mail.example", (ANNA, BORIS)), [],
     Resolution(Way.VISITOR, Reason.NEW_PERSON, None)),
    ("an address on two cards, in a thread of one", Sender("us@mail.example", (BORIS, ANNA)), [THREAD],
     Resolution(Way.VISITOR, Reason.REFERENCES, ANNA, TALK)),
    ("somebody new", STRANGER, [], Resolution(Way.VISITOR, Reason.NEW_PERSON, None)),
    ("an operator under his mark", Sender("op@shop.example", (), MEMBER), [TO_MEMBER],
     Resolution(Way.OPERATOR, Reason.OPERATOR, conversation_id=TALK, member_id=MEMBER)),
    ("his mark, and the server refutes him", Sender("op@shop.example", (), MEMBER, is_refuted=True),
     [TO_MEMBER], Resolution(Way.SKIPPED, Skipped.SPOOFED)),
    ("a colleague under his mark", Sender("two@shop.example", (), 4), [TO_MEMBER],
     Resolution(Way.SKIPPED, Skipped.OPERATOR)),
    ("a visitor under an operator's mark", ANNA_WRITES, [TO_MEMBER],
     Resolution(Way.VISITOR, Reason.STRANGER, ANNA, also=TALK)),
    ("an operator without a mark is a visitor", Sender("op@shop.example", (), MEMBER), [],
     Resolution(Way.VISITOR, Reason.NEW_PERSON, None)),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "clues", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_whose_words_a_mail_is(sender: Sender, clues: list[Clue], expected: Resolution) -> None:
    assert resolve(sender, clues) == expected


OWN = {"help@shop.example"}
CUSTOMER = Mailbox("anna@mail.example", "Anna")


def received(**given: Any) -> Received:  # noqa: ANN401 - fields of a mail
    return Received(**{"message_id": "1@mail.example", "sender": CUSTOMER, **given})


def test_what_is_taken_as_words() -> None:
    assert judge(received(), own=OWN, is_ours=False).fate is Fate.WORDS
    form = received(sender=Mailbox("help@shop.example"), reply_to=CUSTOMER)
    assert judge(form, own=OWN, is_ours=False).speaker == CUSTOMER  # the form of a site
    group = received(kind=Kind.LIST, list_id="help.shop.example")
    assert judge(group, own=OWN, is_ours=False).fate is Fate.WORDS
    assert judge(received(kind=Kind.LIST), own=OWN, is_ours=False, is_forced=True).fate is Fate.WORDS


@pytest.mark.parametrize(
    ("mail", "is_ours", "reason"),
    [
        (received(), True, Skipped.OWN),
        (received(kind=Kind.LOOP), False, Skipped.LOOP),
        (received(kind=Kind.LIST, list_id="news.shop.example"), False, Skipped.LIST),
        (received(sender=None), False, Skipped.NO_SENDER),
        (received(sender=Mailbox("help@shop.example")), False, Skipped.OWN),
    ],
)
def test_what_is_not_taken(mail: Received, is_ours: bool, reason: Skipped) -> None:  # noqa: FBT001 - a column
    found = judge(mail, own=OWN, is_ours=is_ours)
    assert (found.fate, found.reason) == (Fate.SKIPPED, reason)


def test_what_programs_write_is_quiet_or_a_report() -> None:
    assert judge(received(kind=Kind.AUTO_REPLY), own=OWN, is_ours=False).fate is Fate.QUIET
    assert judge(received(kind=Kind.BOUNCE, sender=None), own=OWN, is_ours=False).fate is Fate.REPORT


def test_only_the_topmost_word_of_a_server_refutes() -> None:
    assert is_refuted(["mx.example; dmarc=fail header.from=x"])
    assert is_refuted(["mx.example; spf=fail; dkim=none"])
    assert not is_refuted(["mx.example; spf=fail; dkim=pass"])
    assert not is_refuted(["mx.example; dmarc=pass", "evil; dmarc=fail"])
    assert not is_refuted([])


def test_notes_of_operators() -> None:
    assert split_note("Note: call him\nlater") == (True, "call him\nlater")
    assert split_note("заметка:\nперезвонить") == (True, "перезвонить")
    assert split_note("Notebook: yes") == (False, "Notebook: yes")


def test_ids_and_lists() -> None:
    assert make_id("a@b") == "a@b"
    assert len(make_id("a" * 5_000)) < 100
    assert is_own_list("Help.Shop.Example", OWN)
    assert not is_own_list("", OWN)
