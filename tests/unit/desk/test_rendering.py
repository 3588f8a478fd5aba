"""Variables of saved replies: filled in, or passed over, never failing."""

import pytest

from otklik.desk.rendering import render

VALUES = {"name": "Ирина {{ email }}", "$city": "Тверь", "city": "Тверь", "orders": 3.0, "is_vip": True}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Здравствуйте, {{ name }}!", "Здравствуйте, Ирина {{ email }}!"),
        ("{{city}} {{ $city }} {{ City }}", "Тверь Тверь Тверь"),
        ("Hello {{ first_name }}, how are you?", "Hello, how are you?"),
        ('Hello {{ first_name | default: "friend" }}!', "Hello friend!"),
        ("Hello {{ first_name|default:'friend' }}!", "Hello friend!"),
        ('{{ name | default: "x" }}', "Ирина {{ email }}"),
        ("{{ orders }} orders", "3 orders"),
        ("{{ is_vip }}{{ nothing }}", ""),
        (
            "{{ }} {{ a | upper }} {{{ name }} }} {% if %}",
            "{{ }} {{ a | upper }} {Ирина {{ email }} }} {% if %}",
        ),
        ("{{" * 5_000, "{{" * 5_000),
        ("keeps  two  blanks", "keeps  two  blanks"),
        ("", ""),
    ],
)
def test_rendering(template: str, text: str) -> None:
    assert render(template, VALUES) == text
