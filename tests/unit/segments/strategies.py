"""Random conditions that the language allows, for the laws of its readers."""

from decimal import Decimal

from hypothesis import strategies as st

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Between,
    Comparison,
    Condition,
    Consented,
    DatePoint,
    Did,
    Duration,
    Followed,
    Held,
    InList,
    InSegment,
    Last,
    Measure,
    MeasureKind,
    Not,
    Op,
    Operand,
    PropertyIs,
    Scalar,
    Selector,
    Step,
    Subscribed,
    Tagged,
    Times,
    Window,
)
from otklik.segments.language.names import CHANNELS, CONSENTS
from otklik.segments.language.values import as_moment, as_number

DAY_MS = 86_400_000
NOW_MS = 1_790_000_000_000
"""Windows with ends, and dates, lie around this moment (September 2026)."""

EVENTS = ("$cart_viewed", "$order_completed", "$product_viewed", "$message_read", "$page_viewed", "bought")
PREFIXES = ("", "$order_", "$message_", "bou")
PROPERTIES = (("amount",), ("category",), ("address", "city"), ("plan",), ("a.b", "c\\"), ("until",))
FIELDS = (("$url",), ("$country",), ("$city",), ("$device_type",), ("$browser",), ("$os",), ("$source",))
"""What is stored of an event beside its properties; they have nothing inside."""
OF_EVENTS = (*PROPERTIES, *PROPERTIES, *FIELDS, ("$url", "host"))
COUNT_OPS = (Op.GT, Op.GTE, Op.LT, Op.LTE, Op.EQ, Op.NE)
TEXTS = ("x", "Ёж", "food", "5", "5.0", "1e3", "true", "a_b", "%", "2026-09-01")
PATTERNS = ("^f", "o+d$", "(?i)ёж", "[0-9]{2}", ".")
DATES = (
    "2026-09-01",
    "2026-09-21T14:13:20Z",
    "2026-09-21T17:13:20.5+03:00",
    "2028-02-29",
    "1990-03-08T00:00:00",
)

numbers = st.one_of(
    st.integers(-(10**6), 10**6),
    st.integers(-8, 8),
    st.floats(-(10**6), 10**6, allow_nan=False)
    .map(lambda one: round(one, 3))
    .filter(lambda one: one % 1 != 0),
)
scalars: st.SearchStrategy[Scalar] = st.one_of(numbers, st.booleans(), st.sampled_from(TEXTS))
durations = st.one_of(
    st.sampled_from((1, 1000, 3_600_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS)).map(
        lambda ms: Duration(milliseconds=ms)
    ),
    st.builds(Duration, months=st.integers(0, 24), milliseconds=st.integers(0, 40 * DAY_MS)),
)
points = st.sampled_from(DATES).map(lambda text: DatePoint(as_moment(text) or 0, text))
moments = st.integers(NOW_MS - 90 * DAY_MS, NOW_MS + 5 * DAY_MS)
exact = st.just(Decimal("0.12345678901234567891"))
lists = st.lists(scalars, min_size=1, max_size=4).map(tuple)


@st.composite
def number_pairs(draw: st.DrawFn) -> tuple[Scalar, ...]:
    pair = [draw(numbers), draw(numbers)]
    return tuple(sorted(pair, key=lambda one: as_number(one) or 0))


@st.composite
def point_pairs(draw: st.DrawFn) -> tuple[DatePoint, DatePoint]:
    low, high = sorted([draw(points), draw(points)], key=lambda one: one.ms)
    return low, high


def operands(op: Op) -> st.SearchStrategy[Operand]:
    return _OPERANDS.get(op, durations)


_OPERANDS: dict[Op, st.SearchStrategy[Operand]] = {
    **dict.fromkeys((Op.SET, Op.UNSET), st.none()),
    **dict.fromkeys((Op.EQ, Op.NE, Op.HAS), scalars),
    **dict.fromkeys((Op.IN, Op.NOT_IN, Op.HAS_ANY, Op.HAS_ALL), lists),
    **dict.fromkeys((Op.CONTAINS, Op.NOT_CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH), st.sampled_from(TEXTS)),
    **dict.fromkeys((Op.GT, Op.GTE, Op.LT, Op.LTE), st.one_of(numbers, exact)),
    **dict.fromkeys((Op.BEFORE, Op.AFTER), points),
    **dict.fromkeys((Op.FOR_AT_LEAST, Op.FOR_LESS_THAN), st.builds(Held, scalars, durations)),
    Op.MATCHES: st.sampled_from(PATTERNS),
    Op.BETWEEN: st.one_of(number_pairs(), point_pairs()),
}


@st.composite
def comparisons(draw: st.DrawFn, *, is_of_person: bool) -> Comparison:
    ops = [op for op in Op if is_of_person or op not in {Op.FOR_AT_LEAST, Op.FOR_LESS_THAN}]
    op = draw(st.sampled_from(ops))
    paths = PROPERTIES if is_of_person else OF_EVENTS
    return Comparison(draw(st.sampled_from(paths)), op, draw(operands(op)))


@st.composite
def betweens(draw: st.DrawFn) -> Between:
    low, high = sorted([draw(moments), draw(moments)])
    return draw(st.sampled_from((Between(low, high), Between(low, None), Between(None, high))))


windows: st.SearchStrategy[Window] = st.one_of(st.builds(Last, durations), betweens())


@st.composite
def selectors(draw: st.DrawFn) -> Selector:
    where = tuple(draw(st.lists(comparisons(is_of_person=False), max_size=2)))
    if draw(st.integers(0, 4)) == 0:
        return Selector(draw(st.sampled_from(PREFIXES)), is_prefix=True, where=where)
    return Selector(draw(st.sampled_from(EVENTS)), where=where)


@st.composite
def times(draw: st.DrawFn) -> Times:
    low, high = sorted([draw(st.integers(0, 4)), draw(st.integers(0, 4))])
    op = draw(st.sampled_from((*COUNT_OPS, Op.BETWEEN)))
    return Times(op, (low, high) if op is Op.BETWEEN else (low,))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    kind = draw(st.sampled_from(MeasureKind))
    of = draw(st.sampled_from(OF_EVENTS))
    if kind in {MeasureKind.FIRST, MeasureKind.LAST}:
        test = draw(comparisons(is_of_person=False))
        return Measure(of, kind, test.op, test.operand)
    can_be_unset = kind not in {MeasureKind.SUM, MeasureKind.DISTINCT}
    op = draw(st.sampled_from((*COUNT_OPS, Op.BETWEEN, *((Op.SET, Op.UNSET) if can_be_unset else ()))))
    if op in {Op.SET, Op.UNSET}:
        return Measure(of, kind, op, None)
    return Measure(of, kind, op, draw(number_pairs() if op is Op.BETWEEN else numbers))


@st.composite
def dids(draw: st.DrawFn) -> Did:
    how = draw(st.one_of(st.none(), times(), measures()))
    return Did(
        draw(selectors()),
        times=how if isinstance(how, Times) else None,
        measure=how if isinstance(how, Measure) else None,
        same=draw(st.one_of(st.none(), st.sampled_from(OF_EVENTS))),
        within=draw(st.one_of(st.none(), windows)),
    )


@st.composite
def sequences(draw: st.DrawFn) -> Followed:
    steps = [Step(one) for one in draw(st.lists(selectors(), min_size=2, max_size=4))]
    is_absent = draw(st.booleans())
    if is_absent:
        steps[-1] = Step(steps[-1].selector, is_absent=True)
    within = draw(durations if is_absent else st.one_of(st.none(), durations))
    return Followed(tuple(steps), within, draw(st.one_of(st.none(), windows)))


@st.composite
def memberships(draw: st.DrawFn) -> Condition:
    topics = st.one_of(st.none(), st.just("news"))
    return draw(
        st.one_of(
            st.builds(InSegment, st.integers(1, 3)),
            st.builds(InList, st.integers(1, 3)),
            st.builds(Tagged, st.sampled_from(("vip", "опт"))),
            st.builds(Subscribed, st.sampled_from(CHANNELS), topics),
            st.builds(Consented, st.sampled_from(CONSENTS)),
        )
    )


leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(PropertyIs, comparisons(is_of_person=True)), dids(), dids(), sequences(), memberships()
)


def _grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    groups = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(All, groups), st.builds(AnyOf, groups), st.builds(Not, inner))


def conditions(*, max_leaves: int = 6) -> st.SearchStrategy[Condition]:
    """Any condition of the language, of up to `max_leaves` leaves, within the limits of depth and nodes."""
    return st.recursive(leaves, _grown, max_leaves=max_leaves)
