"""Values of a statement: every one travels as a parameter, equal ones once."""

from collections.abc import Sequence
from typing import Final

from otklik.infra.clickhouse import Parameter

EARLIEST_MS: Final = -2_208_988_800_000
"""1900, where the times of ClickHouse begin; no event is older."""
LATEST_MS: Final = 10_413_791_999_999
"""The last millisecond of 2299, where they end."""


class Binder:
    """Names the parameters of a statement, from s0 on."""

    __slots__ = ("_names", "values")

    def __init__(self) -> None:
        self.values: dict[str, Parameter] = {}
        self._names: dict[tuple[str, str], str] = {}

    def bind(self, value: Parameter, kind: str) -> str:
        """The place of `value` in SQL, of the ClickHouse type `kind`."""
        key = (kind, repr(value))
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"s{len(self._names)}"
            self.values[name] = value
        return f"{{{name}:{kind}}}"

    def text(self, value: str) -> str:
        """A text."""
        return self.bind(value, "String")

    def texts(self, values: Sequence[str]) -> str:
        """An array of texts."""
        return self.bind(list(values), "Array(String)")

    def number(self, value: int) -> str:
        """A whole number: a count, milliseconds."""
        return self.bind(value, "Int64")

    def moment(self, moment_ms: int) -> str:
        """A moment to compare `ts` with."""
        inside = min(max(moment_ms, EARLIEST_MS), LATEST_MS)
        return f"fromUnixTimestamp64Milli({self.number(inside)}, 'UTC')"
