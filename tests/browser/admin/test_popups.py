"""Ready popups and forms of the admin, judged by the running server."""

import json
from typing import TypeAlias

import pytest
from tests.browser.admin.conftest import ROOT, Open
from tests.browser.admin.steps import call, set_up, sign_in
from tests.integration.infra.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

GALLERY = ROOT / "admin/src/features/messages/popups/gallery"


@pytest.fixture(scope="module", autouse=True)
def _shop(server: Installation) -> None:
    set_up(server.url)


def in_language(value: Json, language: str) -> Json:
    """A template as the gallery gives it out: `{"ru", "en"}` becomes the text of the language."""
    if isinstance(value, list):
        return [in_language(each, language) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"ru", "en"}:
        return value[language]
    return {name: in_language(each, language) for name, each in value.items()}


def test_every_template_can_be_launched(open_window: Open) -> None:
    desk = open_window()
    sign_in(desk)
    written = [each for path in sorted(GALLERY.glob("*.json")) for each in json.loads(path.read_text())]
    assert len(written) >= 12
    for template in written:
        for language in ("ru", "en"):
            said = {"channel": template["channel"], "content": in_language(template["content"], language)}
            assert call(desk, "POST", "/contents/check", said)["faults"] == [], (template["key"], language)
