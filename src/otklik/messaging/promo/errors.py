"""What promo codes refuse, with the Russian texts."""

from collections.abc import Sequence
from typing import Final

from otklik.kit.errors import ConflictError, Fault, InvalidError, NotFoundError
from otklik.messaging.promo.contracts import MAX_POOLS

RUSSIAN: Final = {
    "promo_pool_not_found": "Такого набора промокодов нет",
    "promo_pool_exists": "Набор с именем {name} уже есть",
    "promo_pool_given": "Коды из этого набора уже у людей: удалить его нельзя",
    "too_many_promo_pools": "Наборов промокодов не больше {limit}",
    "invalid_promo_pool": "В наборе промокодов есть ошибки",
    "too_few_promo_codes": "Столько кодов такой длины легко угадать: сделайте код длиннее",
}


def no_pool() -> NotFoundError:
    """404: no such pool in this workspace."""
    return NotFoundError("promo_pool_not_found", "There is no such pool of promo codes")


def pool_exists(name: str) -> ConflictError:
    """409: the name is another pool's."""
    return ConflictError("promo_pool_exists", "There is a pool {name} already", {"name": name})


def pool_given() -> ConflictError:
    """409: people have codes of it."""
    return ConflictError("promo_pool_given", "People have codes of this pool: it cannot be deleted")


def too_many_pools() -> ConflictError:
    """409: as many as there can be."""
    return ConflictError(
        "too_many_promo_pools", "A workspace has at most {limit} pools of promo codes", {"limit": MAX_POOLS}
    )


def invalid_pool(faults: Sequence[Fault]) -> InvalidError:
    """422: every fault by its path."""
    return InvalidError("invalid_promo_pool", "The pool of promo codes has faults", faults=faults)


def too_few() -> InvalidError:
    """422: whoever guesses would find one."""
    return InvalidError(
        "too_few_promo_codes", "So many codes of this length are easily guessed: make the code longer"
    )
