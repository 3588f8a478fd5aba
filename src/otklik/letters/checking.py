"""What the DNS says of a domain that letters come from, and what to put there. Judging is pure.

SPF (RFC 7208) is judged by whether there is one policy that can be met; whether it names the relay only the
relay's owner knows. DMARC (RFC 7489) is looked for at the domain and at the one it belongs to.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

import msgspec

Lookup: TypeAlias = Callable[[str, str], Awaitable[Sequence[str]]]
"""async (name, type) -> texts of its records, none when there are none. Raises LookupFailedError."""
_SPACE: Final = re.compile(r"\s+")
_WORST_ALL: Final = re.compile(r"(^|\s)\+?all(\s|$)", re.IGNORECASE)


class LookupFailedError(Exception):
    """The DNS gave no answer: nothing is known."""


class Finding(msgspec.Struct, frozen=True):
    """One record: `state` is good, missing, wrong or unknown; `found` stands there, `wanted` should."""

    name: str
    state: str
    found: str = ""
    wanted: str = ""
    code: str = ""


async def check_domain(domain: str, *, dkim_name: str, dkim_record: str, look: Lookup) -> dict[str, Finding]:
    """All findings of a domain: spf, dkim, dmarc, mx."""
    return {
        "dkim": await _check(dkim_name, "TXT", look, lambda found: judge_dkim(found, dkim_name, dkim_record)),
        "spf": await _check(domain, "TXT", look, lambda found: judge_spf(found, domain)),
        "dmarc": await _check_dmarc(domain, look),
        "mx": await _check(domain, "MX", look, lambda found: judge_mx(found, domain)),
    }


async def _check(name: str, kind: str, look: Lookup, judge: Callable[[Sequence[str]], Finding]) -> Finding:
    try:
        return judge(await look(name, kind))
    except LookupFailedError:
        return Finding(name, "unknown", wanted=judge(()).wanted, code="no_answer")


async def _check_dmarc(domain: str, look: Lookup) -> Finding:
    """The policy of the domain, else of the one above it (a full list of public suffixes is not asked)."""
    name = f"_dmarc.{domain}"
    above = domain.partition(".")[2]
    found = await _check(name, "TXT", look, lambda texts: judge_dmarc(texts, name))
    if found.state == "missing" and "." in above:
        upper = await _check(f"_dmarc.{above}", "TXT", look, lambda texts: judge_dmarc(texts, name))
        return upper if upper.state == "good" else found
    return found


def judge_dkim(texts: Sequence[str], name: str, wanted: str) -> Finding:
    """Whether the key that signs is the one that is published."""
    keys = [text for text in texts if "p=" in text]
    if not keys:
        return Finding(name, "missing", wanted=wanted, code="dkim_missing")
    if any(_key_of(text) == _key_of(wanted) for text in keys):
        return Finding(name, "good", keys[0], wanted)
    return Finding(name, "wrong", keys[0], wanted, "dkim_other_key")


def judge_spf(texts: Sequence[str], domain: str) -> Finding:
    """Whether there is one policy, and it does not let everybody write."""
    wanted = "v=spf1 a mx ~all"
    policies = [text for text in texts if text.lower().split(" ", 1)[0] == "v=spf1"]
    if not policies:
        return Finding(domain, "missing", wanted=wanted, code="spf_missing")
    if len(policies) > 1:
        return Finding(domain, "wrong", " | ".join(policies), wanted, "spf_several")
    if _WORST_ALL.search(policies[0]):
        return Finding(domain, "wrong", policies[0], wanted, "spf_everybody")
    return Finding(domain, "good", policies[0], wanted)


def judge_dmarc(texts: Sequence[str], name: str) -> Finding:
    """Whether there is a policy at all: large providers refuse mailings without one."""
    domain = name.removeprefix("_dmarc.")
    wanted = f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"
    policies = [text for text in texts if _SPACE.sub("", text).lower().startswith("v=dmarc1")]
    if not policies:
        return Finding(name, "missing", wanted=wanted, code="dmarc_missing")
    if len(policies) > 1 or "p=" not in _SPACE.sub("", policies[0]).lower():
        return Finding(name, "wrong", " | ".join(policies), wanted, "dmarc_wrong")
    return Finding(name, "good", policies[0], wanted)


def judge_mx(texts: Sequence[str], domain: str) -> Finding:
    """Whether answers can arrive: some providers refuse letters from domains that take none."""
    servers = [text for text in texts if text.split()[-1:] != ["."]]
    if not servers:
        return Finding(domain, "missing", code="mx_missing")
    return Finding(domain, "good", ", ".join(servers))


def _key_of(text: str) -> str:
    """The `p=` of a record, without the spaces that editors of zones put in."""
    tags = dict(part.partition("=")[::2] for part in _SPACE.sub("", text).split(";"))
    return tags.get("p", "")
