"""Who may not be shown to an ad system, and why. Pure.

Rules (product.md 1.13 and 3.4; Federal Law 38-FZ "On advertising", art. 18): the last word on advertising
counts; a withdrawal of processing or tracking forbids as well; who was never asked is left out unless the
workspace says otherwise (`ads_need_consent`). An address whose channel he unsubscribed from is not used.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from otklik.segments.exports.layouts import Addressee, Field, Layout


class LeftOut(StrEnum):
    """Why a person is not in a file, the first that holds."""

    ERASED = "erased"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NEVER_CONSENTED = "never_consented"
    UNSUBSCRIBED = "unsubscribed"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Words:
    """The last words of a person: by kind of consent, and by channel; silent ones are absent."""

    consents: Mapping[str, bool] = field(default_factory=dict)
    channels: Mapping[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How many people a file took, and how many it left out by reason."""

    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Everybody looked at."""
        return self.written + self.left_out.total()

    def add(self, other: "Tally") -> None:
        """Count what another part of the people gave."""
        self.written += other.written
        self.left_out.update(other.left_out)


SILENCE = Words()


def find_refusal(words: Words, layout: Layout, *, needs_consent: bool) -> LeftOut | None:
    """Why he may not be shown whatever his addresses; None when he may."""
    forbidding = {"advertising", "processing"}
    if not layout.needs & {Field.EMAIL, Field.PHONE}:
        forbidding |= {"tracking"}
    if any(words.consents.get(kind) is False for kind in forbidding):
        return LeftOut.CONSENT_WITHDRAWN
    if needs_consent and "advertising" not in words.consents:
        return LeftOut.NEVER_CONSENTED
    return None


def without_unsubscribed(person: Addressee, words: Words) -> Addressee:
    """The person without the addresses of the channels he unsubscribed from."""
    if words.channels.get("email") is False:
        person = replace(person, email="")
    if words.channels.get("sms") is False:
        person = replace(person, phone="")
    return person
