"""What other rooms may ask of profiles."""

from otklik.profiles.cache import IdentityCache
from otklik.profiles.card import (
    ONLINE_S,
    VIEWED,
    Person,
    derive_properties,
    find_address,
    find_person,
    find_person_by,
    get_person,
    get_profile,
    parse_id,
)
from otklik.profiles.clusters import (
    OnlinePlace,
    find_id,
    find_people_ids,
    find_people_like,
    list_clusters,
    list_heads,
    list_online,
    list_viewed_products,
)
from otklik.profiles.editing import Edit, edit_people, edit_properties, in_transaction
from otklik.profiles.erasure import (
    register_eraser,
    register_jobs,
    run_erasure,
    start_erasure,
    start_erasures,
)
from otklik.profiles.finding import find_people
from otklik.profiles.joining import merge_people, undo_merge
from otklik.profiles.lists import check_list, list_list_names
from otklik.profiles.marking import change_marks
from otklik.profiles.marks import write_marks
from otklik.profiles.memberships import register_segments_reader
from otklik.profiles.outbox import list_told_changes, name_of_change, register_shipper
from otklik.profiles.proving import prove_email
from otklik.profiles.queries import FactsRow
from otklik.profiles.repository import next_position
from otklik.profiles.repository_clusters import Cluster, Head
from otklik.profiles.repository_erasure import list_erased_homes, list_homes_to_erase
from otklik.profiles.resolving import resolve_identities
from otklik.profiles.retrying import RETRIED
from otklik.profiles.subscriptions import check_subscription
from otklik.profiles.tags import ensure_tag, get_tag, list_tag_titles, register_untagger
from otklik.profiles.writing import apply_writes

__all__ = [
    "ONLINE_S",
    "RETRIED",
    "VIEWED",
    "Cluster",
    "Edit",
    "FactsRow",
    "Head",
    "IdentityCache",
    "OnlinePlace",
    "Person",
    "apply_writes",
    "change_marks",
    "check_list",
    "check_subscription",
    "derive_properties",
    "edit_people",
    "edit_properties",
    "ensure_tag",
    "find_address",
    "find_id",
    "find_people",
    "find_people_ids",
    "find_people_like",
    "find_person",
    "find_person_by",
    "get_person",
    "get_profile",
    "get_tag",
    "in_transaction",
    "list_clusters",
    "list_erased_homes",
    "list_heads",
    "list_homes_to_erase",
    "list_list_names",
    "list_online",
    "list_tag_titles",
    "list_told_changes",
    "list_viewed_products",
    "merge_people",
    "name_of_change",
    "next_position",
    "parse_id",
    "prove_email",
    "register_eraser",
    "register_jobs",
    "register_segments_reader",
    "register_shipper",
    "register_untagger",
    "resolve_identities",
    "run_erasure",
    "start_erasure",
    "start_erasures",
    "undo_merge",
    "write_marks",
]
