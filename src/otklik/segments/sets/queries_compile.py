"""Conditions to SQL: one statement a question, one row a person (docs/adr/0008-sets-of-people.md).

Events, properties and marks are read once each, added up per home profile and then per person, and joined by
one GROUP BY; the tree is plain logic over flags. The answers are those of `predicate.evaluation.holds`.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from otklik.infra.clickhouse import Parameter
from otklik.segments.language.conditions import Condition
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.nothing import may_hold_of_nothing
from otklik.segments.sets.queries_plan import Plan


class Statement(msgspec.Struct, frozen=True):
    """SQL with the workspace's guard, and its parameters."""

    sql: str
    parameters: Mapping[str, Parameter]


def compile_members(condition: Condition, asked: Asked) -> Statement:
    """`person` (UInt64, the survivor) of whom the condition holds, each once."""
    plan = Plan(asked, only=condition)
    answer = plan.answer(condition)
    if may_hold_of_nothing(condition, asked):
        plan.ask_existence()
    return Statement(plan.people().select(test=f"({answer})"), plan.parameters)


def compile_answers(conditions: Sequence[Condition], asked: Asked, *, with_wake: bool = False) -> Statement:
    """`person` and `holds` (numbers of the conditions that hold) of every existing person of the homes.

    `with_wake`: also `wake`, the earliest moment after now at which any answer may change by time alone, 0
    for never; it may be too early, never too late.
    """
    if asked.homes is None:
        raise ValueError("answers are asked of some homes")
    plan = Plan(asked, with_wake=with_wake)
    answers = [f"toUInt8({plan.answer(condition)})" for condition in conditions]
    plan.ask_existence()
    holds = f"arrayFilter((number, is_so) -> is_so, range(toUInt32({len(answers)})), [{', '.join(answers)}])"
    columns = [f"{holds} AS holds"]
    if plan.events.wakes is not None:
        columns.append(f"{plan.events.wakes.earliest()} AS wake")
    return Statement(plan.people().select(*columns), plan.parameters)


def compile_derived(names: Collection[str], asked: Asked) -> Statement:
    """`person` and `derived` of every existing person of the homes: by name the JSON text, '' for unset.

    What follows from events as of the moment, before what was written; names that nothing follows for are
    left out.
    """
    plan = Plan(asked)
    found = {name: text for name in sorted(names) if (text := plan.events.derived(name)) is not None}
    plan.ask_existence()
    pairs = "".join(f", {plan.binder.text(name)}, {text}" for name, text in found.items())
    derived = f"map({pairs[2:]})" if found else "CAST(map(), 'Map(String, String)')"
    return Statement(plan.people().select(f"{derived} AS derived"), plan.parameters)
