"""What the shop remembers of a visit and of its accounts: in memory and bounded, gone with a restart."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from otklik.demo.catalogue import load_catalogue
from otklik.demo.standard_events import CartLine, JsonValue

MAX_QUANTITY: Final = 999
_SCRYPT_COST: Final = 2**13
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Account:
    """A customer who signed up. `user_id` derives from the email, so that it survives a restart."""

    user_id: str
    name: str
    email: str
    salt: bytes
    digest: bytes


@dataclass(slots=True)
class Visit:
    """One browser: its cart by product code, who is signed in, and calls for the next page's tracker."""

    cart: dict[str, int] = field(default_factory=dict)
    email: str | None = None
    calls: list[JsonValue] = field(default_factory=list)

    def lines(self) -> list[CartLine]:
        """The cart with its products, in the order of adding."""
        products = load_catalogue()
        return [CartLine(products[code], quantity) for code, quantity in self.cart.items()]

    def put(self, code: str, quantity: int) -> int:
        """Add to the cart, at most `MAX_QUANTITY` of a product; answers how many were added."""
        before = self.cart.get(code, 0)
        self.cart[code] = min(MAX_QUANTITY, before + max(1, quantity))
        return self.cart[code] - before

    def take_calls(self) -> list[JsonValue]:
        """Calls left by the request before, once."""
        calls, self.calls = self.calls, []
        return calls


class Bounded(Generic[_T]):
    """A map that forgets its least recently used entry when full."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[str, _T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: str) -> _T | None:
        """The entry, now the freshest, or None."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def store(self, key: str, entry: _T) -> None:
        """Keep the entry and drop the stalest ones beyond the bound."""
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)


def derive_user_id(email: str) -> str:
    """The shop's User ID of an email: the same after every restart."""
    return "shop-" + hashlib.blake2b(email.lower().encode(), digest_size=6).hexdigest()


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_SCRYPT_COST, r=8, p=1)


def make_account(*, name: str, email: str, password: str) -> Account:
    """A new account with a salted scrypt digest; takes some 20 ms of a thread."""
    salt = secrets.token_bytes(16)
    return Account(derive_user_id(email), name, email.lower(), salt, _digest(password, salt))


def has_password(account: Account, password: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(account.digest, _digest(password, account.salt))
