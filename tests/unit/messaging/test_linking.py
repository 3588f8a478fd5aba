"""Who followed the links of a letter is laid over the letter that is shown."""

from otklik.messaging.mail.linking import LinkCount, lay_over, without_ways_out
from otklik.messaging.mail.links import LEAVE, PREFERENCES
from otklik.messaging.mail.repository_letters import LinkHits

PAGE = (
    '<a href="https://shop.example/sale?for=1">Sale</a> <a href="https://shop.example/tea?kind=a">A</a>'
    ' <a href="https://shop.example/tea?kind=b">B</a> <a href="https://shop.example/help">Help</a>'
    f' <a href="{LEAVE}">Leave</a> <a href="{PREFERENCES}">Choose</a>'
)


def test_links_of_each_reader_count_where_they_lead() -> None:
    hits = [
        LinkHits("https://shop.example/sale?for=17", 1, 2, 0),
        LinkHits("https://shop.example/sale?for=18", 1, 1, 4),
        LinkHits("https://shop.example/tea?kind=b", 3, 3, 0),
        LinkHits("https://shop.example/tea?kind=c", 1, 1, 0),
        LinkHits("https://other.example/", 2, 2, 0),
    ]
    assert lay_over(PAGE, hits) == [
        LinkCount("https://shop.example/tea?kind=b", 3, 3, 0, is_shown=True),
        LinkCount("https://shop.example/sale?for=1", 2, 3, 4, is_shown=True),
        LinkCount("https://shop.example/tea?kind=a", 0, 0, 0, is_shown=True),
        LinkCount("https://shop.example/help", 0, 0, 0, is_shown=True),
        LinkCount("https://other.example/", 2, 2, 0, is_shown=False),
        LinkCount("https://shop.example/tea?kind=c", 1, 1, 0, is_shown=False),
    ]


def test_nobody_of_the_team_leaves_for_the_reader() -> None:
    assert LEAVE not in without_ways_out(PAGE)
    assert PREFERENCES not in without_ways_out(PAGE)
