"""What the rules of a pool must be. Pure."""

from typing import Final

from otklik.kit.errors import Fault
from otklik.messaging.promo import errors
from otklik.messaging.promo.contracts import DiscountKind, Rules, WhenEmpty

_WHOLE: Final = 100


def check_rules(rules: Rules) -> None:
    """Refuse rules that fit neither each other nor a code. Raises InvalidError with every fault's path."""
    faults = [
        Fault(path, code, message)
        for is_wrong, path, code, message in (
            (
                rules.discount is not DiscountKind.OTHER and rules.value is None,
                "discount.value",
                "missing",
                "Say how much a code takes off",
            ),
            (
                rules.discount is DiscountKind.PERCENT and rules.value is not None and rules.value > _WHOLE,
                "discount.value",
                "too_large",
                "At most 100 per cent",
            ),
            (
                rules.when_empty is WhenEmpty.TEXT and not rules.empty_text,
                "empty_text",
                "missing",
                "Say what stands in place of a code",
            ),
        )
        if is_wrong
    ]
    if faults:
        raise errors.invalid_pool(faults)
