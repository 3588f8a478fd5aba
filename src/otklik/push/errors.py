"""What push refuses, in words."""

from typing import Final

from otklik.kit.errors import ConflictError, ForbiddenError, InvalidError

RUSSIAN: Final = {
    "push_members_only": "Уведомления на устройство может включить только участник команды, а не токен API",
    "bad_push_endpoint": "Это не адрес службы уведомлений браузера",
    "bad_push_keys": "Ключи браузера для уведомлений неверны",
    "too_many_devices": "Уведомления включены уже на {most} устройствах",
}


def members_only() -> ForbiddenError:
    """A token has no device."""
    return ForbiddenError("push_members_only", "Only a member can be notified on a device, not an API token")


def bad_endpoint() -> InvalidError:
    """Not an address that may be called."""
    return InvalidError("bad_push_endpoint", "This is no address of a browser's push service")


def bad_keys() -> InvalidError:
    """Not a point of P-256, or not 16 bytes."""
    return InvalidError("bad_push_keys", "The browser's keys for notifications are wrong")


def too_many_devices(most: int) -> ConflictError:
    """As many as a member may have."""
    return ConflictError("too_many_devices", "Notifications are on at {most} devices already", {"most": most})
