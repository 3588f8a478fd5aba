"""People of a file onto a list: found by one column, or made where that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.intake.imports_formats import headings, read_rows
from otklik.intake.imports_mapping import RowError, guess_mapping
from otklik.kit.errors import InvalidError
from otklik.profiles import creating
from otklik.profiles import service as profiles
from otklik.profiles.contracts import IdentityKind
from otklik.profiles.contracts_marks import MarkKind
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session

MAX_ROWS: Final = 50_000
MAX_TOLD: Final = 1_000
_PORTION: Final = 2_000
_KINDS: Final = {"$email": IdentityKind.EMAIL, "$phone": IdentityKind.PHONE}


@dataclass(frozen=True, slots=True)
class ListFile:
    """An upload: which column names people, and by what; "" is guessed by the headings."""

    path: Path
    file_format: str
    column: str
    kind: str


@dataclass(slots=True)
class Outcome:
    """How many joined, were there already, were made; the lines that brought nobody (1 000 named)."""

    column: str
    kind: IdentityKind
    joined: int = 0
    unchanged: int = 0
    created: int = 0
    refused: int = 0
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    def refuse(self, line: int, value: str, reason: str) -> None:
        """Note a line that brought nobody."""
        self.refused += 1
        if len(self.errors) < MAX_TOLD:
            self.errors.append((line, value[:200], reason))


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for what."""

    workspace_id: int
    list_id: int
    author: str
    is_creating: bool


def read_values(file: ListFile) -> tuple[Outcome, list[tuple[int, str]]]:
    """(an empty outcome, line and value of each row). Raises InvalidError for a file of another make."""
    column, kind = _choose(file)
    outcome = Outcome(column, kind)
    values: list[tuple[int, str]] = []
    for line, row in read_rows(file.path, file.file_format):
        if isinstance(row, RowError):
            outcome.refuse(line, row.detail, row.reason)
            continue
        cell = row.get(column)
        value = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell or "").strip()
        if not value:
            outcome.refuse(line, "", "empty")
            continue
        values.append((line, value))
        if len(values) > MAX_ROWS:
            raise InvalidError("too_many_rows", "At most {max} rows at once", {"max": MAX_ROWS})
    return outcome, values


def _choose(file: ListFile) -> tuple[str, IdentityKind]:
    names = headings(file.path, file.file_format)
    mapping = guess_mapping(names)
    guessed = {
        heading: _KINDS[column.property]
        for heading, column in mapping.columns.items()
        if column.property in _KINDS
    }
    ids = (mapping.user_id, IdentityKind.USER_ID), (mapping.anonymous_id, IdentityKind.ANONYMOUS_ID)
    guessed |= {heading: kind for heading, kind in ids if heading}
    column = file.column or next(iter(guessed), "")
    kind_name = file.kind or str(guessed.get(column, ""))
    if column not in names or kind_name not in set(IdentityKind):
        raise InvalidError(
            "wrong_list_column",
            "Say which column names people, and by what: {columns}",
            {"columns": ", ".join(names)[:500]},
        )
    return column, IdentityKind(kind_name)


async def import_people(
    engines: Engines, order: Order, *, outcome: Outcome, values: Sequence[tuple[int, str]]
) -> Outcome:
    """Put the people of `values` on the list, a portion a transaction; repeated, it changes nothing more."""
    region = (await workspaces.get_workspace_profile(engines, order.workspace_id)).phone_region
    for start in range(0, len(values), _PORTION):
        await _import_some(engines, order, outcome, values[start : start + _PORTION], region)
    return outcome


async def _import_some(
    engines: Engines, order: Order, outcome: Outcome, rows: Sequence[tuple[int, str]], region: str
) -> None:
    found = await profiles.find_people(
        engines, workspace_id=order.workspace_id, kind=outcome.kind, values=[value for _, value in rows]
    )
    people = {value: roots[0] for value, roots in found.items() if len(roots) == 1}
    missing = [value for value in dict.fromkeys(value for _, value in rows) if value not in found]

    async def work(_session: Session, connection: Connection) -> tuple[dict[str, int], int]:
        created = await _create(engines, connection, order, outcome.kind, missing, region)
        changes = await profiles.change_marks(
            connection,
            workspace_id=order.workspace_id,
            people=sorted({*people.values(), *created.values()}),
            kind=MarkKind.LIST,
            key=str(order.list_id),
            is_on=True,
            author=order.author,
        )
        return created, len(changes)

    created, joined = await profiles.in_transaction(engines, work)
    outcome.joined += joined
    outcome.unchanged += len({*people.values(), *created.values()}) - joined
    outcome.created += len(set(created.values()))
    for line, value in rows:
        if value in people or value in created:
            continue
        outcome.refuse(line, value, "ambiguous" if value in found else "not_found")


async def _create(
    engines: Engines,
    connection: Connection,
    order: Order,
    kind: IdentityKind,
    missing: Sequence[str],
    region: str,
) -> dict[str, int]:
    """Also holds the list against being deleted meanwhile. Raises NotFoundError."""
    await profiles.check_list(connection, workspace_id=order.workspace_id, list_id=order.list_id)
    if not order.is_creating or kind not in creating.CREATABLE or not missing:
        return {}
    return await creating.create_people(
        connection,
        workspace_id=order.workspace_id,
        kind=kind,
        values=missing,
        phone_region=region,
        author=order.author,
        secrets=engines.secrets,
    )
