import pytest

from otklik.workspaces import letters
from otklik.workspaces.letters import Language


@pytest.mark.parametrize("language", ["ru", "en"])
def test_letters_carry_the_link_and_escape_names(language: Language) -> None:
    letter = letters.invitation_letter(
        language=language, workspace_name="<b>Shop</b>", inviter="Ann", link="https://x.example/i/1", days=7
    )
    assert "https://x.example/i/1" in letter.text
    assert 'href="https://x.example/i/1"' in letter.html
    assert "<b>" not in letter.html
    assert "Ann" in letter.text


def test_both_languages_differ() -> None:
    texts = {letters.reset_letter(language=each, link="l", minutes=60).subject for each in ("ru", "en")}
    texts |= {letters.changed_letter(language=each, link="l").subject for each in ("ru", "en")}
    assert len(texts) == 4
