"""What the statistics refuse, in words."""

from typing import Final

from otklik.desk.statistics.contracts import MAX_DAYS
from otklik.kit.errors import Fault, InvalidError

RUSSIAN: Final = {
    "wrong_period": "Период длится от одного дня до {most} дней и кончается не раньше, чем начался"
}


def wrong_period() -> InvalidError:
    """It ends before it begins, or is too long."""
    fault = Fault("from", "wrong_period", "Not later than `to`, and not too far before it")
    return InvalidError(
        "wrong_period",
        "A period lasts from one day to {most} days and does not end before it begins",
        {"most": MAX_DAYS},
        faults=[fault],
    )
