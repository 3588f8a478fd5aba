"""What experiments refuse; each with its stable code."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import Fault, InvalidError


def no_arm(arm: str) -> InvalidError:
    """The experiment has no such arm that people are sent to."""
    faults = [Fault("arm", "no_arm", "There is no such arm")]
    return InvalidError("no_arm", "The experiment has no variant “{arm}”", {"arm": arm}, faults=faults)


RUSSIAN: Final[Mapping[str, str]] = {"no_arm": "В эксперименте нет варианта «{arm}»"}
