"""The reader that all parts of the parser share: it notes each fault with its place, and counts nodes."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Final

from otklik.kit.errors import ParamValue
from otklik.segments.errors import ConditionFault, FaultCode
from otklik.segments.language.limits import MAX_FAULTS, MAX_NODES, MAX_TEXT_CHARS
from otklik.segments.language.names import Resolver

_SHOWN_CHARS: Final = 60
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class Reading:
    """One condition being read: the faults found so far and the nodes counted."""

    def __init__(self, resolve: Resolver) -> None:
        self.resolve = resolve
        self.faults: list[ConditionFault] = []
        self._nodes = 0

    def fault(self, path: str, code: FaultCode, message: str, **params: ParamValue) -> None:
        """Note a fault; those over MAX_FAULTS are not kept."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(ConditionFault(path, code, message, params))

    def expected(self, path: str, what: str, value: object, code: FaultCode = FaultCode.WRONG_TYPE) -> None:
        """Note that `what` was expected at `path` and `value` came."""
        found = show(value)
        self.fault(path, code, f"{what} is expected, not {found}", expected=what, found=found)

    def count_node(self, path: str) -> bool:
        """Count a node; False, with one fault, once there are too many."""
        self._nodes += 1
        if self._nodes == MAX_NODES + 1:
            message = f"a condition has at most {MAX_NODES} parts"
            self.fault(path, FaultCode.TOO_MANY, message, limit=MAX_NODES)
        return self._nodes <= MAX_NODES

    @property
    def is_full(self) -> bool:
        """Whether the nodes are used up: what follows is not read."""
        return self._nodes > MAX_NODES

    def fields(
        self, value: object, path: str, *, allowed: Collection[str], required: Collection[str] = ()
    ) -> Mapping[str, object] | None:
        """`value` as an object with no keys but the `allowed`; None, with a fault, when it is no object."""
        if not isinstance(value, dict):
            self.expected(path, "an object", value)
            return None
        for key in value:
            if key not in allowed:
                self.unknown_key(path, key, allowed)
        for key in required:
            if key not in value:
                self.fault(under(path, key), FaultCode.MISSING, f"“{key}” is missing", expected=key)
        return value

    def unknown_key(self, path: str, key: object, allowed: Collection[str]) -> None:
        """Note a key that has no meaning here, with the nearest that has."""
        if len(self.faults) >= MAX_FAULTS:  # looking for the nearest of thousands of keys would take seconds
            return
        near = nearest(key, allowed)
        hint = f"; “{near}” may be meant" if near else f"; known here: {', '.join(allowed)}"
        message = f"{show(key)} is no key here{hint}"
        self.fault(
            under(path, show_plain(key)), FaultCode.UNKNOWN_KEY, message, found=show_plain(key), nearest=near
        )

    def one_of(
        self, value: object, path: str, known: Collection[str], code: FaultCode, what: str
    ) -> str | None:
        """`value` when it is one of the `known` words, else None with a fault and the nearest word."""
        if not isinstance(value, str):
            self.expected(path, what, value)
            return None
        if value in known:
            return value
        near = nearest(value, known)
        hint = f"; “{near}” may be meant" if near else f"; known: {', '.join(known)}"
        self.fault(
            path, code, f"{show(value)} is not {what}{hint}", expected=what, found=show(value), nearest=near
        )
        return None

    def text(self, value: object, path: str, what: str = "a text") -> str | None:
        """`value` as a text of 1 … MAX_TEXT_CHARS that every store takes; else None with a fault."""
        if not isinstance(value, str):
            self.expected(path, what, value)
            return None
        if not value:
            self.fault(path, FaultCode.EMPTY, f"{what} is expected, not an empty text", expected=what)
            return None
        if len(value) > MAX_TEXT_CHARS:
            message = f"a text has at most {MAX_TEXT_CHARS} characters"
            self.fault(path, FaultCode.TOO_LONG, message, limit=MAX_TEXT_CHARS)
            return None
        if not value.isascii() or "\0" in value:
            return self._storable(value, path)
        return value

    def _storable(self, value: str, path: str) -> str | None:
        if _UNSTORABLE.search(value):
            self.fault(path, FaultCode.BAD_TEXT, "a text holds no NUL and no half of a character")
            return None
        return value


def under(path: str, key: str) -> str:
    """The path of `key` in the object at `path`."""
    return f"{path}.{key}" if path else key


def item(path: str, index: int) -> str:
    """The path of an item of the list at `path`."""
    return f"{path}[{index}]"


def nearest(word: object, known: Collection[str]) -> str | None:
    """The known word that is most like `word`, None when none is near."""
    if not isinstance(word, str):
        return None
    return next(iter(difflib.get_close_matches(word[:_SHOWN_CHARS].lower(), known, n=1)), None)


def show(value: object) -> str:
    """`value` in a few words for a message."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"“{show_plain(value)}”"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, int) and value.bit_length() > _SHOWN_CHARS * 3:
        return "a huge number"
    return show_plain(value)


def show_plain(value: object) -> str:
    """The text of `value`, safe to store and cut short."""
    text = (value if isinstance(value, str) else repr(value))[: _SHOWN_CHARS + 1]
    safe = "".join(char if char.isprintable() else "�" for char in text)
    return safe if len(safe) <= _SHOWN_CHARS else f"{safe[: _SHOWN_CHARS - 1]}…"
