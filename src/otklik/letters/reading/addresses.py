"""Addresses of a mail's head: who, in a normal form, and what is odd about them. Pure (RFC 5322, 3.4).

The library's reader of addresses calls itself for each bracket and so falls over a thousand of them; this one
reads a value once.
"""

import re
from typing import Final

from otklik.letters.addresses import AddressError, AddressFault, read_address
from otklik.letters.contracts import Mailbox
from otklik.letters.reading.charsets import decode
from otklik.letters.reading.words import decode_words, show

_TOKEN: Final = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*+)"|<(?P<address>[^<>]*+)>|\((?P<comment>[^()]*+)\)'
    r'|(?P<end>[,;])|(?P<words>[^"<>(),;]++)|(?P<odd>.)',
    re.DOTALL,
)
_TOKEN_WITHOUT_QUOTES: Final = re.compile(
    r"(?P<quoted>(?!))|<(?P<address>[^<>]*+)>|\((?P<comment>[^()]*+)\)"
    r"|(?P<end>[,;])|(?P<words>[^<>(),;]++)|(?P<odd>.)",
    re.DOTALL,
)
_GROUP: Final = re.compile(r"^[^@]*:")
_LOOSE: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}"
)
_IN_NAME: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_MAX_NAME: Final = 120


class Found:
    """One address as it was written, before it is judged."""

    __slots__ = ("address", "name")

    def __init__(self, name: str, address: str) -> None:
        self.name = show(decode_words(name)).strip(" '\"")[:_MAX_NAME]
        self.address = address.strip().removeprefix("mailto:").strip(" '\"")


def list_found(value: bytes, *, most: int) -> list[Found]:
    """Everything of a value that looks like a mailbox."""
    text = decode(value, "")[0]
    found: list[Found] = []
    words: list[str] = []
    address, comment = "", ""
    at, token = 0, _TOKEN
    while at < len(text) and len(found) < most:
        here = token.match(text, at)
        if here is None:
            break
        at = here.end()
        if here["end"]:
            _keep(found, words, address, comment)
            words, address, comment = [], "", ""
        elif here["address"] is not None:
            address = here["address"]
        elif here["comment"] is not None:
            comment = here["comment"]
        elif here["odd"] == '"':
            token = _TOKEN_WITHOUT_QUOTES
        else:
            words.append(_ESCAPED.sub(r"\1", here["quoted"] or "") if here["quoted"] else here["words"] or "")
    _keep(found, words, address, comment)
    return found[:most]


def _keep(found: list[Found], words: list[str], address: str, comment: str) -> None:
    phrase = _GROUP.sub("", "".join(words)).strip()
    if address:
        found.append(Found(phrase, address))
    elif "@" in phrase:
        found.append(Found(comment, phrase))


def read_mailboxes(values: list[bytes], *, most: int) -> tuple[Mailbox, ...]:
    """Those that a letter can go to, each once."""
    boxes: dict[str, Mailbox] = {}
    for value in values:
        for found in list_found(value, most=most):
            address, _ = judge(found.address)
            if address is not None:
                boxes.setdefault(address, Mailbox(address, found.name))
    return tuple(boxes.values())[:most]


def read_sender(values: list[bytes]) -> tuple[Mailbox | None, tuple[str, ...]]:
    """Who wrote it, and what is odd about him."""
    found = [each for value in values for each in list_found(value, most=10)]
    faults: list[str] = ["several_senders"] if len(found) > 1 else []
    for each in found:
        address, fault = judge(each.address)
        if address is None:
            continue
        if fault:
            faults.append(fault)
        named = _IN_NAME.search(each.name)
        if named and named[0].lower() != address.lower():
            faults.append("address_in_name")
        return Mailbox(address, "" if each.name.lower() == address.lower() else each.name), tuple(faults)
    return None, (*faults, "no_address")


def judge(given: str) -> tuple[str | None, str]:
    """The normal form of an address and its fault; None: nothing can be sent there.

    A domain that mixes scripts is shown as what it is (xn--…), never as what it imitates.
    """
    if len(given) > 320:  # noqa: PLR2004 - 64 before the @ and 255 behind it (RFC 3696)
        return None, ""
    try:
        return read_address(given), ""
    except AddressError as error:
        if error.code == AddressFault.MIXED_SCRIPTS:
            return _spell_out(given), AddressFault.MIXED_SCRIPTS.value
    found = _LOOSE.fullmatch(given)
    return (f"{given.rpartition('@')[0]}@{given.rpartition('@')[2].lower()}", "") if found else (None, "")


def _spell_out(given: str) -> str | None:
    local, _, domain = given.strip().rpartition("@")
    try:
        return f"{local}@{domain.lower().encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
