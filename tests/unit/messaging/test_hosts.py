"""What is wrong with a host of a workspace's own is said by its cause."""

import ssl
from collections.abc import Sequence

import httpx
import pytest

from otklik.infra.outgoing import Answer, ForbiddenAddressError
from otklik.letters.checking import LookupFailedError
from otklik.messaging.mail.hosts.checking import Seen, look
from otklik.messaging.mail.hosts.known import host_of

TOKEN = "w1-abcdefghijklmnop"
NAMES = {
    ("links.shop.example", "CNAME"): ["Otklik.Example."],
    ("here.example", "A"): ["192.0.2.1"],
    ("otklik.example", "A"): ["192.0.2.1"],
    ("away.example", "A"): ["192.0.2.9"],
}


async def look_up(name: str, kind: str) -> Sequence[str]:
    if name == "silent.example":
        raise LookupFailedError
    return NAMES.get((name, kind), [])


class Calls:
    """Answers as it is told to."""

    def __init__(self, said: Answer | Exception) -> None:
        self.said = said
        self.called = ""

    async def request(self, method: str, url: str) -> Answer:
        self.called = f"{method} {url}"
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


def broken_certificate() -> Exception:
    error = httpx.ConnectError("no")
    error.__cause__ = ssl.SSLCertVerificationError("expired")
    return error


def said(status: int, text: str) -> Answer:
    return Answer(status, httpx.Headers(), text)


@pytest.mark.parametrize(
    ("host", "what", "seen"),
    [
        ("links.shop.example", said(200, f"{TOKEN}\n"), Seen()),
        ("away.example", said(200, TOKEN), Seen()),
        ("links.shop.example", said(200, "w2-zzz"), Seen("other_answer", "200")),
        ("links.shop.example", said(302, TOKEN), Seen("other_answer", "302")),
        ("links.shop.example", httpx.ConnectError("refused"), Seen("unreached", "refused")),
        ("here.example", TimeoutError(), Seen("unreached")),
        ("silent.example", httpx.ReadError("cut"), Seen("unreached", "cut")),
        ("away.example", httpx.ConnectError("refused"), Seen("elsewhere", "192.0.2.9")),
        ("nobody.example", httpx.ConnectError("refused"), Seen("no_record")),
        ("here.example", ForbiddenAddressError("10.0.0.1"), Seen("private", "10.0.0.1")),
        ("here.example", broken_certificate(), Seen("certificate", "no")),
    ],
)
async def test_a_host_is_good_when_it_answers_with_our_token(
    host: str, what: Answer | Exception, seen: Seen
) -> None:
    calls = Calls(what)
    found = await look(calls, look_up, host=host, path=f"/l/{TOKEN}", token=TOKEN, target="otklik.example")
    assert found == seen
    assert calls.called == f"GET https://{host}/l/{TOKEN}"


def test_the_name_of_a_request_is_without_case_and_port() -> None:
    headers = [(b"accept", b"*/*"), (b"host", b"Links.Shop.example.:8443")]
    assert host_of({"headers": headers}) == "links.shop.example"
    assert host_of({"headers": []}) == ""
