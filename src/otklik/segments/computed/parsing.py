"""Checks a definition wholly, or names everything that is wrong with it, each with its path. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from otklik.kit.errors import Fault
from otklik.segments.computed import parts
from otklik.segments.computed.definitions import (
    MAX_PARTS,
    Definition,
    Json,
    Rfm,
    Rule,
    Scoring,
    Stages,
)
from otklik.segments.computed.parts import Part, count_parts, list_parts
from otklik.segments.dependencies import check_dependencies, find_named, reach
from otklik.segments.errors import ConditionError, ConditionFault, FaultCode
from otklik.segments.language.conditions import Condition, Duration
from otklik.segments.language.durations import approximate_ms, read_duration, write_duration
from otklik.segments.language.parsing import parse
from otklik.segments.loading import KnownNames

MAX_BYTES: Final = 256 * 1024
"""Of all parts together, as JSON."""
_READS_COMPUTED: Final = re.compile(r'"\$(score|stage|rfm|rfm_group|score_reached)["\\.]')
"""As the column `reads_computed` of the table says it."""


class ReadPart(msgspec.Struct, frozen=True):
    """A part, its tree, and the segments that it names."""

    part: Part
    condition: Condition
    depends_on: list[int]


def read_parts(definition: Definition, *, names: KnownNames) -> list[ReadPart]:
    """The parts of a definition. Raises ConditionError with every fault found."""
    faults = [*_faults_of(definition)]
    if faults:
        raise ConditionError(faults)
    found: list[ReadPart] = []
    for part in list_parts(definition):
        try:
            found.append(_read(part, names))
        except ConditionError as error:
            # Counts "at least 2", "at least 3" … of one rule say the same of it.
            faults.extend(fault for fault in error.faults if fault not in faults)
    if not faults and sum(len(part.part.key) for part in found) > MAX_BYTES:
        message = f"all conditions together have at most {MAX_BYTES} bytes as JSON"
        faults.append(ConditionFault("definition", FaultCode.TOO_BIG, message, {"limit": MAX_BYTES}))
    if faults:
        raise ConditionError(faults)
    return found


def reads_computed(source: Json) -> bool:
    """Whether a condition's JSON asks for something that is computed."""
    return bool(_READS_COMPUTED.search(msgspec.json.encode(source).decode()))


def computed_cycle(path: str) -> ConditionFault:
    """A value would follow from itself."""
    message = "a score, a stage or RFM would follow from itself"
    return ConditionFault(path, FaultCode.COMPUTED_CYCLE, message)


def _read(part: Part, names: KnownNames) -> ReadPart:
    condition = parse(part.condition, resolve=names, at=part.path)
    named = sorted(find_named(part.condition, part.path))
    faults = check_dependencies(named, graph=names.graph)
    ids = sorted({segment for _, segment in named})
    if reads_computed(part.condition) or any(
        names.graph[each].reads_computed for each in reach(ids, names.graph)
    ):
        faults.append(computed_cycle(part.path))
    if faults:
        raise ConditionError(faults)
    return ReadPart(part, condition, ids)


def _faults_of(definition: Definition) -> Iterator[Fault]:
    if isinstance(definition, Scoring):
        yield from _faults_of_scoring(definition)
    elif isinstance(definition, Stages):
        yield from _repeated("definition.stages", "key", [stage.key for stage in definition.stages])
    else:
        yield from _faults_of_rfm(definition)


def _faults_of_scoring(definition: Scoring) -> Iterator[Fault]:
    yield from _repeated("definition.rules", "id", [rule.id for rule in definition.rules])
    for index, rule in enumerate(definition.rules):
        yield from _faults_of_rule(rule, f"definition.rules[{index}]")
    if sum(map(count_parts, definition.rules)) > MAX_PARTS:
        message = f"all rules together count at most {MAX_PARTS} events and conditions"
        yield ConditionFault("definition.rules", FaultCode.TOO_MANY, message, {"limit": MAX_PARTS})
    yield from _rising("definition.levels", [level.at for level in definition.levels], ".at")
    if (
        definition.lowest is not None
        and definition.highest is not None
        and definition.lowest > definition.highest
    ):
        message = "the lowest score lies above the highest"
        yield ConditionFault("definition.lowest", FaultCode.WRONG_ORDER, message)


def _faults_of_rule(rule: Rule, path: str) -> Iterator[Fault]:
    if not rule.points:
        yield ConditionFault(f"{path}.points", FaultCode.OUT_OF_RANGE, "a rule gives or takes points")
    if (rule.event is None) == (rule.when is None):
        kind = FaultCode.MISSING if rule.event is None else FaultCode.CLASH
        message = "a rule has either “when”, a condition, or “event”, the name of an event"
        yield ConditionFault(path, kind, message, {"expected": "when, event"})
        return
    given = {"where": rule.where, "lasts": rule.lasts, "halves_every": rule.halves_every}
    extra = [name for name, value in given.items() if value is not None]
    if rule.event is None and (extra or rule.at_most != 1):
        name = extra[0] if extra else "at_most"
        message = f"“{name}” goes with an event"
        yield ConditionFault(f"{path}.{name}", FaultCode.NOT_HERE, message, {"found": name})
    if rule.lasts is not None and rule.halves_every is not None:
        message = "points are lost either at once or by halves"
        yield ConditionFault(
            f"{path}.halves_every", FaultCode.CLASH, message, {"found": "lasts, halves_every"}
        )
    yield from _duration_faults(rule.lasts, f"{path}.lasts", 1)
    yield from _duration_faults(rule.halves_every, f"{path}.halves_every", len(parts.HALVES))


def _faults_of_rfm(definition: Rfm) -> Iterator[Fault]:
    bad: list[Fault] = []
    for index, text in enumerate(definition.recency):
        bad.extend(_duration_faults(text, f"definition.recency[{index}]", 1))
    if not bad:
        spans = [approximate_ms(read_duration(text)) for text in definition.recency]
        bad.extend(_rising("definition.recency", spans))
    yield from bad
    yield from _rising("definition.frequency", definition.frequency)
    yield from _rising("definition.money", [parts.as_json_number(text) for text in definition.money])


def _duration_faults(text: str | None, path: str, times: int) -> Iterator[Fault]:
    """`times`: so many of them one after the other must be a duration too."""
    if text is None:
        return
    try:
        span = read_duration(text)
        read_duration(write_duration(Duration(span.months * times, span.milliseconds * times)))
    except ValueError as error:
        yield ConditionFault(path, FaultCode.BAD_DURATION, str(error), {"found": text[:60]})
        return
    if not span.months and not span.milliseconds:
        yield ConditionFault(path, FaultCode.OUT_OF_RANGE, "a duration longer than nothing is expected")


def _repeated(path: str, name: str, values: Sequence[str]) -> Iterator[Fault]:
    for index, value in enumerate(values):
        if value in values[:index]:
            message = f"“{value}” stands here twice"
            yield ConditionFault(f"{path}[{index}].{name}", FaultCode.CLASH, message, {"found": value})


def _rising(path: str, values: Iterable[float], suffix: str = "") -> Iterator[Fault]:
    last: float | None = None
    for index, value in enumerate(values):
        if last is not None and value <= last:
            yield ConditionFault(
                f"{path}[{index}]{suffix}", FaultCode.WRONG_ORDER, "each must be greater than the one before"
            )
        last = value
