"""Templates: what they say, what they are told when they are wrong, and what they cannot do."""

import time

import pytest

from otklik.messaging.templates.numbers import comparable
from otklik.messaging.templates.service import TemplateError, check, check_texts, render, render_content

ANN = comparable(
    {
        "person": {"name": "Ann <b>", "email": "ann@example.com"},
        "event": {
            "amount": "1234.5",
            "at": "2026-11-22T10:00:00Z",
            "items": [{"name": "Tea"}, {"name": "Cup"}],
        },
        "workspace": {"name": "Shop"},
        "_zone": "Europe/Moscow",
    }
)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("No marks { here }", "No marks { here }"),
        ('Hi {{ person.first_name | default: "friend" }}', "Hi friend"),
        ("{{ person.nothing.at.all }}!", "!"),
        ("{{ event.amount | money }}", "1\u00a0234,50\u00a0₽"),
        ('{{ 1200 | money: "$" }}', "1\u00a0200\u00a0$"),
        ("{{ 'much' | money }}", "much"),
        ('{{ event.at | date: "%d.%m.%Y %H:%M" }}', "22.11.2026 13:00"),
        ("{{ event.amount | date }}", "01.01.1970"),
        ("{{ 'soon' | date }}", "soon"),
        ("{% for item in event.items %}{{ item.name }};{% endfor %}", "Tea;Cup;"),
        ("{{ event.amount | plus: 1 }} {{ event.amount | times: 2 | money }}", "1235.5 2\u00a0469\u00a0₽"),
        ("{% if event.amount == '1234.5' and event.amount == 1234.5 %}same{% endif %}", "same"),
        ("{{ event.amount | size }} {{ event.amount | append: '!' }}", "6 1234.5!"),
        ("{% if event.amount > 20000 %}rich{% else %}{{ workspace.name }}{% endif %}", "Shop"),
    ],
)
def test_what_is_said(template: str, text: str) -> None:
    assert render(template, ANN) == text


def test_html_escapes_every_value_and_nothing_can_undo_it() -> None:
    said = render_content(
        {
            "html": "<p>{{ person.name }}</p>",
            "subject": "{{ person.name }}",
            "extra": [{"a": "{{ person.email }}"}],
        },
        ANN,
        html={"html"},
    )
    assert said == {
        "html": "<p>Ann &lt;b&gt;</p>",
        "subject": "Ann <b>",
        "extra": [{"a": "ann@example.com"}],
    }
    assert check("{{ person.name | safe }}").faults[0].code == "unknown_filter"


@pytest.mark.parametrize(
    ("template", "code", "line", "column"),
    [
        ("Hi\n  {{ person.name | nofilter }}", "unknown_filter", 2, 20),
        ("Hi\n{{ persn.name }}", "unknown_variable", 2, 4),
        ("a\n{% if person.x %}", "template", 2, 18),
        ("{% nothing %}", "template", 1, 4),
        ("{% include 'x' %}", "template", 1, 4),
        ("{{ person.name", "template", 1, 1),
    ],
)
def test_faults_have_their_place(template: str, code: str, line: int, column: int) -> None:
    (fault,) = check(template).faults
    assert (fault.code, fault.params["line"], fault.params["column"]) == (code, line, column), fault


def test_variables_are_told_and_own_names_are_not() -> None:
    checked = check("{% assign total = event.amount %}{{ total }} {{ person.name }}{{ person['$city'] }}")
    assert checked.faults == ()
    assert checked.variables == ("event.amount", "person.name", "person['$city']")
    faults = check_texts({"title": "{{ x }}", "headers": {"a": "{{ y }}"}, "list": ["ok", "{{ z }}"]})
    assert [fault.path for fault in faults] == ["title", "headers.a", "list[1]"]


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{{ (1..1000000000) | join: ',' }}",
        "{% tablerow i in (1..999999999) %}x{% endtablerow %}",
        "{% for i in (1..4000) %}{% for j in (1..4000) %}x{% endfor %}{% endfor %}",
        "{% for i in (1..5000) %}{% endfor %}" * 50,
        "{% assign s = 'aaaaaaaa' %}{% for i in (1..100) %}{% assign s = s | append: s %}{% endfor %}",
        "{% assign s = 'a' %}" + "{% assign s = s | append: s %}" * 16 + "{{ s | replace: 'a', s }}",
        "{% assign n = 9 %}{% for i in (1..1000) %}{% assign n = n | times: n %}{% endfor %}",
        "{% assign a = 'a,b' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}",
        "{% capture x %}{% for i in (1..5000) %}" + "a" * 200 + "{% endfor %}{% endcapture %}",
        "{{ 'now' | date: '%1000000000d' }}",
        "{{ 1 | divided_by: 0 }}",
        "{% if true %}" * 40 + "{% endif %}" * 40,
        "x{{ person.name }}" * 10_000,
    ],
)  # fmt: skip
def test_nothing_can_be_asked_for_without_measure(template: str) -> None:
    began = time.process_time()
    with pytest.raises(TemplateError) as caught:
        render(template, ANN)
    assert time.process_time() - began < 3, "a machine five times slower included"
    assert caught.value.fault.code in {"template", "template_too_long"}
