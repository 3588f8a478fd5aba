"""Segments of segments: circles, chains and what an edit touches."""

from otklik.segments.dependencies import (
    MAX_CHAIN,
    MAX_REACHED,
    SegmentNode,
    check_dependencies,
    check_dependents,
    find_named,
    list_dependents,
    reach,
)


def graph(**needs: list[int]) -> dict[int, SegmentNode]:
    """`s3=[1, 2]`: segment 3, called s3, names 1 and 2."""
    return {int(name[1:]): SegmentNode(int(name[1:]), name, tuple(needed)) for name, needed in needs.items()}


def test_named_segments_are_found_with_their_places() -> None:
    source = {
        "all": [
            {"segment": 1},
            {"any": [{"not": {"segment": 2}}, {"tag": "x"}]},
            {"event": "segment", "where": [{"property": "segment", "op": "eq", "value": 3}]},
        ]
    }

    assert sorted(find_named(source, "filter")) == [
        ("filter.all[0].segment", 1),
        ("filter.all[1].any[0].not.segment", 2),
    ]


def test_a_circle_is_told_with_the_shortest_way_round() -> None:
    known = graph(s1=[], s2=[1], s3=[2, 1], s4=[])

    assert check_dependencies([("filter.segment", 4)], graph=known, of=1, name="s1") == []
    (fault,) = check_dependencies([("filter.segment", 3)], graph=known, of=1, name="s1")
    assert (fault.path, fault.code, fault.params["chain"]) == ("filter.segment", "cycle", "s1 → s3 → s1")
    (fault,) = check_dependencies([("filter.segment", 1)], graph=known, of=1, name="s1")
    assert fault.params["chain"] == "s1 → s1"


def test_chains_and_sets_are_bounded() -> None:
    chain = graph(**{f"s{each}": [each - 1] if each > 1 else [] for each in range(1, MAX_CHAIN + 1)})
    assert check_dependencies([("p", MAX_CHAIN - 1)], graph=chain) == []
    (fault,) = check_dependencies([("p", MAX_CHAIN)], graph=chain)
    assert (fault.path, fault.code) == ("p", "too_deep")
    wide = graph(**{f"s{each}": [] for each in range(1, MAX_REACHED + 2)})
    assert check_dependencies([("p", each) for each in range(1, MAX_REACHED + 1)], graph=wide) == []
    (fault,) = check_dependencies([("p", each) for each in range(1, MAX_REACHED + 2)], graph=wide)
    assert fault.code == "too_many"

    edited = graph(s1=[9], s2=[1], s3=[2], s4=[3], s5=[4], s9=[])
    (fault,) = check_dependents(1, graph=edited, at="filter")
    assert (fault.code, fault.params) == ("too_deep", {"segment": "s5"})


def test_what_leads_where() -> None:
    known = graph(s1=[], s2=[1], s3=[2], s4=[2, 9], s5=[])

    assert reach([4], known) == {4, 2, 1}
    assert list_dependents(1, known) == {2, 3, 4}
    assert list_dependents(5, known) == set()
