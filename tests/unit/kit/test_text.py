from otklik.kit.text import clean_text


def test_text_is_cleaned_and_cut() -> None:
    assert clean_text("a\x00b\udfff", 10) == "ab\ufffd"
    assert clean_text("abcdef", 4) == "abc…"
    assert clean_text("abcd", 4) == "abcd"
