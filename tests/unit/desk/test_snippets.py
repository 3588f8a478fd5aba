"""The piece of a text that answers, with ranges that hold in it."""

from otklik.desk.snippets import Snippet, cut, mark_similar, read_marks


def test_marks_become_ranges() -> None:
    assert list(read_marks("a \x01bc\x02 d \x01e\x02")) == [(2, 4), (7, 8)]
    assert list(read_marks("nothing")) == []


def test_a_mistyped_word_is_marked() -> None:
    found = mark_similar("Где мои заказы, 😀 Ёлка", ["закзы", "елка"])
    assert [found.text[low:high] for low, high in found.ranges] == ["заказы", "Ёлка"]


def test_a_piece_is_cut_around_the_first_range() -> None:
    text = "слово " * 100 + "ИСКОМОЕ " + "слово " * 100
    start = text.index("ИСКОМОЕ")
    piece = cut(Snippet(text, ((start, start + 7), (len(text) - 7, len(text) - 1))))
    assert [piece.text[low:high] for low, high in piece.ranges] == ["ИСКОМОЕ"]
    assert (piece.text[0], piece.text[-1]) == ("…", "…")
    assert len(piece.text) <= 202
    assert cut(Snippet("short", ((0, 5),))) == Snippet("short", ((0, 5),))
