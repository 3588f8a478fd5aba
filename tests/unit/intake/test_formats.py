"""Tables whose headings are not what one would wish."""

from pathlib import Path

from otklik.intake.imports_formats import headings, read_rows


def test_columns_that_are_called_alike_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email;phone;email;;\nanna@x.example;1;boris@x.example;;\n", encoding="utf-8")
    assert headings(path, "csv") == ["email", "phone", "email (2)", "", ""]
    assert list(read_rows(path, "csv")) == [
        (2, {"email": "anna@x.example", "phone": "1", "email (2)": "boris@x.example", "": ""})
    ]
