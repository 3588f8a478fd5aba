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


def is_computed(path: str) -> InvalidError:
    """A value that follows from rules, or from who somebody is, cannot be written by hand."""
    message = "This value is worked out (user id, score, stage, RFM) and cannot be written"
    return InvalidError(
        "invalid", "Some values are wrong", faults=[Fault(path=path, code="computed", message=message)]
    )


def erased_contact() -> InvalidError:
    """The address belongs to an erased person."""
    return InvalidError("erased_contact", "The owner of this address had himself erased")


def not_wired() -> UnavailableError:
    """The process was started without what ships rows to ClickHouse: a fault of ours."""
    return UnavailableError("not_wired", "This process cannot change people", retry_after_s=60)


def no_tag() -> NotFoundError:
    """There is no such tag in this workspace."""
    return NotFoundError("tag_not_found", "There is no such tag")


def wrong_tag(limit: int) -> InvalidError:
    """A tag is a short text."""
    return InvalidError("wrong_tag", "A tag has 1 to {limit} characters", {"limit": limit})


def tag_exists(name: str) -> ConflictError:
    """Another tag is called, or was once called so."""
    return ConflictError("tag_exists", "There is a tag “{name}” already", {"name": name})


def tag_goes(name: str) -> ConflictError:
    """The tag is being taken off everybody."""
    return ConflictError(
        "tag_is_deleted", "The tag “{name}” is being deleted; try again soon", {"name": name}
    )


def too_many_tags(limit: int) -> ConflictError:
    """The workspace has as many tags as it may."""
    return ConflictError("too_many_tags", "A workspace has at most {limit} tags", {"limit": limit})


def no_list() -> NotFoundError:
    """There is no such list in this workspace."""
    return NotFoundError("list_not_found", "There is no such list")


def list_exists(name: str) -> ConflictError:
    """Another list has this name."""
    return ConflictError("list_exists", "There is a list “{name}” already", {"name": name})


def too_many_lists(limit: int) -> ConflictError:
    """The workspace has as many lists as it may."""
    return ConflictError("too_many_lists", "A workspace has at most {limit} lists", {"limit": limit})


def unknown_channel(name: str) -> InvalidError:
    """Nobody can subscribe to this."""
    return InvalidError("unknown_channel", "There is no channel “{name}”", {"name": name})


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
    "tag_not_found": "Такого тега нет",
    "wrong_tag": "В теге от 1 до {limit} символов",
    "tag_exists": "Тег «{name}» уже есть",
    "tag_is_deleted": "Тег «{name}» удаляется, попробуйте чуть позже",
    "too_many_tags": "В проекте не больше {limit} тегов",
    "list_not_found": "Такого списка нет",
    "list_exists": "Список «{name}» уже есть",
    "too_many_lists": "В проекте не больше {limit} списков",
    "unknown_channel": "Канала «{name}» нет",
    "not_wired": "Этот процесс не может менять пользователей",
}
