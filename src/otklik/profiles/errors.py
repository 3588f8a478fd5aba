"""What this room refuses, each with its stable code, and the Russian texts of the codes."""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.kit.errors import ConflictError, Fault, InvalidError, NotFoundError, UnavailableError


def no_person() -> NotFoundError:
    """There is no such person in this workspace."""
    return NotFoundError("person_not_found", "There is no such person")


def no_merge() -> NotFoundError:
    """There is no such merge in this workspace."""
    return NotFoundError("merge_not_found", "There is no such merge")


def no_erasure() -> NotFoundError:
    """There is no such erasure in this workspace."""
    return NotFoundError("erasure_not_found", "There is no such erasure")


def ambiguous(ids: Sequence[int]) -> ConflictError:
    """Several people have this address and none has proved it."""
    return ConflictError(
        "person_ambiguous",
        "Several people have this address: {candidates}",
        {"candidates": ",".join(str(each) for each in ids)},
    )


def same_person() -> ConflictError:
    """Both ids lead to one person already."""
    return ConflictError("same_person", "These are one person already")


def two_users() -> ConflictError:
    """Both have a User ID of their own."""
    return ConflictError("two_users", "Both people have a User ID of their own; such people are never merged")


def too_much_merged(limit: int) -> ConflictError:
    """The merged card would be over a cap."""
    return ConflictError(
        "merge_cap", "A card holds at most {limit} merges and 1 000 identities", {"limit": limit}
    )


def already_undone() -> ConflictError:
    """This merge was undone before."""
    return ConflictError("merge_undone", "This merge was undone already")


def being_erased() -> ConflictError:
    """An erasure of this person runs."""
    return ConflictError("being_erased", "This person is being erased")


def wrong_operation(path: str, message: str) -> InvalidError:
    """An operation of PATCH makes no sense."""
    return InvalidError(
        "invalid", "Some values are wrong", faults=[Fault(path=path, code="operation", message=message)]
    )


def erased_contact() -> InvalidError:
    """The address belongs to an erased person."""
    return InvalidError("erased_contact", "The owner of this address had himself erased")


def not_wired() -> UnavailableError:
    """The process was started without what ships rows to ClickHouse: a fault of ours."""
    return UnavailableError("not_wired", "This process cannot change people", retry_after_s=60)


RUSSIAN: Final[Mapping[str, str]] = {
    "person_not_found": "Такого пользователя нет",
    "merge_not_found": "Такого объединения нет",
    "erasure_not_found": "Такого удаления нет",
    "person_ambiguous": "Этот адрес указан у нескольких пользователей: {candidates}",
    "same_person": "Это уже один пользователь",
    "two_users": "У каждого свой User ID, таких пользователей объединить нельзя",
    "merge_cap": "В одной карточке не больше {limit} объединений и 1 000 идентификаторов",
    "merge_undone": "Это объединение уже отменено",
    "being_erased": "Пользователь удаляется",
    "erased_contact": "Владелец этого адреса попросил удалить свои данные",
    "not_wired": "Этот процесс не может менять пользователей",
}
