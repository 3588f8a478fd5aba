"""Pure decisions: who survives, what parts, which ids are nobody's, what the cache keeps."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.infra.rekeying import PURPOSE
from otklik.infra.secrets import Secrets
from otklik.profiles.cache import IdentityCache, Marks
from otklik.profiles.identifiers import hash_identity, is_illegal
from otklik.profiles.identity import Cluster, Known, choose_survivor, join_clusters
from otklik.profiles.joining import split_homes

SECRETS = Secrets(b"\0" * 32)
CLUSTERS = st.builds(
    Cluster,
    st.integers(1, 50),
    st.sampled_from([None, "u1"]),
    st.integers(0, 3),
    st.integers(1, 3),
    st.integers(1, 3),
    st.just(1),
)


@given(CLUSTERS, CLUSTERS)
def test_the_survivor_does_not_depend_on_who_is_named_first(one: Cluster, other: Cluster) -> None:
    assert choose_survivor(one, other)[0].root == choose_survivor(other, one)[0].root


@given(st.lists(CLUSTERS, min_size=2, max_size=5, unique_by=lambda each: each.root), st.randoms())
def test_the_last_survivor_is_the_best_of_all(clusters: list[Cluster], order: object) -> None:
    alone = clusters[0]
    for other in clusters[1:]:
        alone = join_clusters(*choose_survivor(alone, other))
    assert alone.homes == sum(each.homes for each in clusters)
    assert alone.created_ms == min(each.created_ms for each in clusters)
    assert (alone.user_id is not None) == any(each.user_id for each in clusters)


def test_taking_one_edge_out_of_a_tree_parts_it_in_two() -> None:
    assert sorted(split_homes([1, 2, 3, 4], [(1, 2), (3, 4)])) == [[1, 2], [3, 4]]
    assert split_homes([1, 2, 3], [(1, 2), (2, 3)]) == [[1, 2, 3]]
    assert sorted(split_homes([1, 2], [])) == [[1], [2]]


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "0",
        "00-0",
        "-",
        "null",
        "None",
        "NaN",
        "GUEST",
        "Undefined",
        "true",
        "'null'",
        '"0"',
        "-1",
        "x" * 256,
    ],
)
def test_placeholders_identify_nobody(value: str) -> None:
    assert is_illegal(value)


@pytest.mark.parametrize("value", ["1", "guest1", "Null", "NULL-1", "a0", "x" * 255, "никто"])
def test_what_may_be_somebody_is_somebody(value: str) -> None:
    assert not is_illegal(value)


def test_hashes_of_erased_ids_differ_by_workspace_and_kind() -> None:
    keys = [(1, "email", "a"), (2, "email", "a"), (1, "user_id", "a")]
    assert len({hash_identity(SECRETS, *key) for key in keys}) == 3


def test_hashes_of_erased_ids_need_the_secret_of_the_installation() -> None:
    found = hash_identity(SECRETS, 1, "email", "a")
    guess = hashlib.sha256(b"otklik-suppression:1:email:a").digest()
    assert found not in {guess, hash_identity(Secrets(b"\1" * 32), 1, "email", "a")}
    assert found == SECRETS.mac(guess, purpose=PURPOSE)


def test_the_cache_forgets_when_an_epoch_moves() -> None:
    cache = IdentityCache()
    cache.begin({1: Marks(1, has_suppressions=False, has_undone=False)})
    cache.learn_known((1, "user_id", "u"), Known(5, is_saved=True))
    cache.begin({1: Marks(1, has_suppressions=False, has_undone=False)})
    assert cache.has((1, "user_id", "u"))
    cache.begin({1: Marks(2, has_suppressions=False, has_undone=False)})
    assert not cache.has((1, "user_id", "u"))


def test_the_cache_keeps_what_is_used_and_stays_bounded() -> None:
    cache = IdentityCache(max_identities=20)
    marks = {1: Marks(1, has_suppressions=False, has_undone=False)}
    often = (1, "user_id", "often")
    cache.learn_known(often, Known(1, is_saved=True))
    cache.learn_home((1, 1), 1, "often")
    for number in range(200):
        cache.begin(marks)
        assert cache.has(often)
        cache.learn_known((1, "anonymous_id", f"d{number}"), Known(number + 2))
    assert cache.young.roots[1, 1] == 1
    assert cache.young.owners[1, 1] == "often"
    assert sum(cache.has((1, "anonymous_id", f"d{number}")) for number in range(200)) <= 20
