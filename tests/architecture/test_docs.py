"""The documents keep up with the product."""

import json
import re
from pathlib import Path

from otklik.settings import Settings

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")

    missing = [name for name in Settings.model_fields if f"`OTKLIK_{name.upper()}`" not in page]

    assert not missing


def test_no_setting_is_documented_that_does_not_exist() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"^\| `OTKLIK_([A-Z_]+)`", page, re.MULTILINE)}

    assert named
    assert not named - set(Settings.model_fields)


def test_readme_is_short_and_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "make run" in readme
    assert "make test" in readme


def test_every_shape_of_the_api_has_a_name_of_its_own() -> None:
    """Two of one name are told apart by their modules, and callers would see our folders."""
    shapes = json.loads((ROOT / "admin/openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]

    assert shapes
    assert not [name for name in shapes if "__" in name]
