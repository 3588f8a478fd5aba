"""What other rooms may ask of the event store."""

from otklik.events.catalogue import list_events, list_properties, list_property_names
from otklik.events.erasure import erase_events
from otklik.events.facts import Facts
from otklik.events.feed import FeedPage, list_person_events, list_recent_events
from otklik.events.people import PeoplePage, PeopleQuery, PersonView, search_people, stream_people
from otklik.events.repository_live import read_shipped
from otklik.events.said import wait_for_said
from otklik.events.shipping import ship_rows

__all__ = [
    "Facts",
    "FeedPage",
    "PeoplePage",
    "PeopleQuery",
    "PersonView",
    "erase_events",
    "list_events",
    "list_person_events",
    "list_properties",
    "list_property_names",
    "list_recent_events",
    "read_shipped",
    "search_people",
    "ship_rows",
    "stream_people",
    "wait_for_said",
]
