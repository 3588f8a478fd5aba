"""What installing refuses."""

from collections.abc import Mapping
from typing import Final

from otklik.kit.errors import NotFoundError


def no_ready_scenario() -> NotFoundError:
    """The catalogue has none of this name."""
    return NotFoundError("no_ready_scenario", "There is no such ready scenario")


RUSSIAN: Final[Mapping[str, str]] = {"no_ready_scenario": "Такого готового сценария нет"}
