"""Liquid as messages speak it: strict in writing, forgiving about what is not known of a person.

Two environments: of plain text, and of HTML, where every value is escaped and nothing can be declared safe.
Templates stand alone: `include` and `render` are gone.
"""

import time
from typing import Any, Final

from liquid import BoundTemplate, Environment, RenderContext
from liquid.exceptions import ResourceLimitError
from liquid.token import Token

from otklik.messaging.templates import filters, limits

_NOT_OURS: Final = ("include", "render")
_UNSAFE: Final = ("safe", "escapejs")


class _Context(RenderContext):
    """Counts iterations of all loops, and looks at the clock between filters and loops."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(*args, **named)
        self.iterations = 0
        self.ends_at = time.monotonic() + limits.MAX_SECONDS

    def filter(self, name: str, token: Token | None) -> Any:  # noqa: ANN401 - as the library
        """The guarded filter of a name."""
        self._check_time()
        return filters.guard(name, super().filter(name, token))

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Count a loop that begins."""
        self._check_time()
        self.iterations += length
        if self.iterations > limits.MAX_ITERATIONS:
            raise ResourceLimitError("too many iterations", token=None)
        super().raise_for_loop_limit(length)

    def _check_time(self) -> None:
        if time.monotonic() > self.ends_at:
            raise ResourceLimitError("it takes too long", token=None)


class _Template(BoundTemplate):
    context_class = _Context


class _Environment(Environment):
    template_class = _Template
    block_nesting_limit = limits.MAX_NESTING
    context_depth_limit = limits.MAX_NESTING
    loop_iteration_limit = limits.MAX_LOOP
    local_namespace_limit = limits.MAX_NAMES_BYTES
    output_stream_limit = limits.MAX_OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in _NOT_OURS:
            del self.tags[name]
        for name in _UNSAFE:
            del self.filters[name]
        self.add_filter("date", filters.date)
        self.add_filter("money", filters.money)


TEXT: Final = _Environment()
HTML: Final = _Environment(autoescape=True)
