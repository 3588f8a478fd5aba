"""Passwords: argon2id, hashed in a thread, never compared in another way."""

import asyncio
import base64
import logging
import os
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from otklik.workspaces import errors

MIN_CHARS = 8
MAX_CHARS = 256

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one hash costs (RFC 9106: 64 MiB, 3 passes for memory-constrained machines)."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1)
"""For tests only."""


class _Hashing:
    """The hasher in use, and a hash that nobody's password has, so that unknown addresses take as long."""

    def __init__(self, cost: PasswordCost) -> None:
        self.hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes
        )
        self.nobody = _hash_of_nobody(cost)


def _hash_of_nobody(cost: PasswordCost) -> str:
    """A hash of this cost that no password has: random bytes in its form, made without hashing."""
    salt, digest = (base64.b64encode(os.urandom(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${salt}${digest}"


_state = {"hashing": _Hashing(PasswordCost())}


def set_cost(cost: PasswordCost) -> None:
    """Hash with `cost` from now on; hashes made with another cost stay valid and are renewed at sign-in."""
    _state["hashing"] = _Hashing(cost)


def check_strength(password: str, *, email: str = "", path: str = "password") -> None:
    """Raise InvalidError when the password is too short, too long or the address itself (NIST SP 800-63B)."""
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        raise errors.invalid(path, "password_length", f"From {MIN_CHARS} to {MAX_CHARS} characters")
    if email and password.casefold() == email.casefold():
        raise errors.invalid(path, "password_is_email", "The password may not be the address")


async def hash_password(password: str) -> str:
    """The encoded argon2id hash."""
    return await asyncio.to_thread(_state["hashing"].hasher.hash, password)


async def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; with None it takes as long and says no."""
    hashing = _state["hashing"]
    fits = await asyncio.to_thread(_fits, hashing.hasher, password_hash or hashing.nobody, password)
    return fits and password_hash is not None


def needs_renewal(password_hash: str) -> bool:
    """Whether the hash was made with another cost."""
    return _state["hashing"].hasher.check_needs_rehash(password_hash)


def _fits(hasher: PasswordHasher, password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except InvalidHashError:
        _log.exception("password_hash_damaged")
        return False
    except VerificationError:
        return False
