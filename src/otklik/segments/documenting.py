"""The condition language in the OpenAPI document."""

from typing import Any

from otklik.segments.language.schema import condition_parts
from otklik.segments.schemas import REFERENCE

_PREFIX = "#/components/schemas/"


def document_conditions(document: dict[str, Any]) -> None:
    """Put the schemas of the language into an OpenAPI document, and references where conditions stand."""
    document.setdefault("components", {}).setdefault("schemas", {}).update(condition_parts(_PREFIX))
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if REFERENCE in node:
                node["$ref"] = _PREFIX + node.pop(REFERENCE)
            waiting.extend(node.values())
