"""Templates: checked while they are written, rendered when they are sent."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from otklik.kit.errors import Fault
from otklik.messaging.templates.environment import HTML, TEXT
from otklik.messaging.templates.limits import MAX_PAGE, MAX_TEMPLATE

_MARKS: Final = ("{{", "{%")
_CACHED: Final = 512
ROOTS: Final = frozenset(
    {
        *("person", "event", "workspace", "matched", "promo", "promo_code", "promo_until"),
        *("unsubscribe_url", "preferences_url", "confirm_url"),
    }
)
"""What a template may begin a path with, besides names it assigns itself."""


class TemplateError(Exception):
    """A template cannot be rendered; the fault says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Checked(msgspec.Struct, frozen=True):
    """What there is to say of a template: faults with line and column, variables it asks for, by path."""

    faults: tuple[Fault, ...] = ()
    variables: tuple[str, ...] = ()


def check(text: str, *, path: str = "") -> Checked:
    """Faults and variables of a template; `path` is where it stands in the content."""
    try:
        template = _parse(text, is_html=False)
    except TemplateError as error:
        return Checked(faults=(_at(error.fault, path),))
    analysis = template.analyze(include_partials=False)
    found = analysis.globals
    spelt = {str(each) for name, variables in found.items() if name in ROOTS for each in variables}
    faults = [
        Fault(path, "unknown_variable", "There is no {name} here", {"name": name, **_place(text, index)})
        for name, index in ((name, each[0].span.index) for name, each in found.items())
        if name not in ROOTS
    ]
    faults += [
        Fault(
            path,
            "unknown_filter",
            "There is no filter {name}",
            {"name": name, **_place(text, spans[0].index)},
        )
        for name, spans in analysis.filters.items()
        if name not in TEXT.filters
    ]
    return Checked(tuple(faults), tuple(sorted(spelt)))


def render(text: str, variables: Mapping[str, Any], *, is_html: bool = False) -> str:
    """The text for one person; what is not known of him is empty. Raises TemplateError."""
    if not any(mark in text for mark in _MARKS):
        return text
    template = _parse(text, is_html=is_html)
    try:
        return template.render(**variables)
    except (LiquidError, RecursionError, ValueError, OverflowError, ArithmeticError) as error:
        raise TemplateError(_fault(text, error)) from error


def render_content(
    content: Mapping[str, Any], variables: Mapping[str, Any], *, html: Collection[str] = ()
) -> dict[str, Any]:
    """A content with every text in it rendered; `html`: top fields that are HTML. Raises TemplateError."""
    return {name: _render_any(value, variables, name in html, name) for name, value in content.items()}


def check_texts(content: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Faults of all texts of a content, by their paths."""
    return check_content(content).faults


def check_content(content: Mapping[str, Any]) -> Checked:
    """Faults of all texts of a content by their paths, and every variable that they ask for."""
    checked = [check(text, path=path) for path, text in _list_texts(content, "")]
    variables = {name for each in checked for name in each.variables}
    return Checked(tuple(fault for each in checked for fault in each.faults), tuple(sorted(variables)))


def _list_texts(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _list_texts(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _list_texts(item, f"{path}[{index}]")


def _render_any(value: Any, variables: Mapping[str, Any], is_html: bool, path: str) -> Any:  # noqa: ANN401, FBT001 - JSON
    if isinstance(value, str):
        try:
            return render(value, variables, is_html=is_html)
        except TemplateError as error:
            raise TemplateError(_at(error.fault, path)) from error
    if isinstance(value, Mapping):
        return {name: _render_any(item, variables, is_html, f"{path}.{name}") for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_render_any(item, variables, is_html, f"{path}[{index}]") for index, item in enumerate(value)]
    return value


@lru_cache(maxsize=_CACHED)
def _parse(text: str, *, is_html: bool) -> BoundTemplate:
    limit = MAX_PAGE if is_html else MAX_TEMPLATE
    if len(text) > limit:
        raise TemplateError(Fault("", "template_too_long", "At most {limit} characters", {"limit": limit}))
    try:
        return (HTML if is_html else TEXT).from_string(text)
    except (LiquidError, RecursionError) as error:
        raise TemplateError(_fault(text, error)) from error


def _fault(text: str, error: Exception) -> Fault:
    said = getattr(error, "message", None) or str(error) or type(error).__name__
    token = getattr(error, "token", None)
    is_placed = token is not None and token.start_index >= 0  # else the end was not expected yet
    place = _place(text, token.start_index if token is not None and is_placed else len(text))
    return Fault("", "template", "{reason}", {"reason": str(said).splitlines()[0][:200], **place})


def _place(text: str, index: int) -> dict[str, int]:
    before = text[:index]
    return {"line": before.count("\n") + 1, "column": index - (before.rfind("\n") + 1) + 1}


def _at(fault: Fault, path: str) -> Fault:
    return Fault(path, fault.code, fault.message, fault.params)
