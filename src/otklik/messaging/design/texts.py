"""What the blocks of a design say and ask for. Pure; takes designs that were not checked, too."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

LEAVE: Final = "{{ unsubscribe_url }}"


def list_blocks(design: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:  # noqa: ANN401 - JSON
    """(path, block) of every block, those in columns too."""
    blocks = design.get("blocks") if isinstance(design, Mapping) else None
    for path, block in _list(blocks, "design.blocks"):
        yield path, block
        columns = block.get("columns")
        for index, column in enumerate(columns if isinstance(columns, list) else ()):
            inner = column.get("blocks") if isinstance(column, Mapping) else None
            yield from _list(inner, f"{path}.columns[{index}].blocks")


def list_design_texts(design: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Every text of its blocks; a footer asks for the way out by itself."""
    for _, block in list_blocks(design):
        if block.get("kind") == "footer":
            yield LEAVE
        yield from (value for value in block.values() if isinstance(value, str))


def _list(blocks: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:  # noqa: ANN401 - JSON
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if isinstance(block, Mapping):
            yield f"{path}[{index}]", block
