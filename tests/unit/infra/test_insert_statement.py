from pathlib import Path

import pytest

from otklik.infra.embedded.insert_statement import Column, changes_tables, find_insert_head, is_insert


@pytest.mark.parametrize(
    ("sql", "database", "table", "columns", "settings", "name"),
    [
        ("INSERT INTO t FORMAT JSONEachRow", None, "t", (), "", "JSONEachRow"),
        ("insert into d.t(a, `b c`) format Native\n", "d", "t", ("a", "b c"), "", "Native"),
        ("/* x */ INSERT INTO TABLE `a``b` FORMAT CSV", None, None, (), "", ""),
        (
            "INSERT INTO t (a) SETTINGS x=1, y='FORMAT' FORMAT TSV;",
            None,
            "t",
            ("a",),
            "x=1, y='FORMAT'",
            "TSV",
        ),
        ("INSERT INTO t VALUES (1)", None, "t", (), "", "Values"),
        ("INSERT INTO t SELECT 1", None, None, (), "", ""),
        ("INSERT INTO FUNCTION file('x') FORMAT CSV", None, None, (), "", ""),
        ("SELECT 'INSERT INTO t FORMAT x'", None, None, (), "", ""),
    ],
)
def test_head_of_an_insert(
    sql: str, database: str | None, table: str | None, columns: tuple[str, ...], settings: str, name: str
) -> None:
    head = find_insert_head(sql)
    if table is None:
        assert head is None
        return
    assert head is not None
    assert (head.database, head.table, head.columns) == (database, table, columns)
    assert (head.settings, head.format) == (settings, name)


def test_rows_are_read_from_a_file_with_the_columns_of_the_table() -> None:
    head = find_insert_head("INSERT INTO t (b, a) FORMAT JSONEachRow")
    assert head is not None
    columns = [
        Column("a", "UInt8", ""),
        Column("b", "DateTime64(3, 'UTC')", "now64()"),
        Column("c", "String", ""),
    ]
    assert head.from_file(Path("/x/y'z"), columns=columns, compression="zstd") == (
        "INSERT INTO `t` (`a`, `b`) SELECT `a`, `b` FROM file('/x/y\\'z', 'JSONEachRow', "
        "'`a` UInt8, `b` DateTime64(3, \\'UTC\\') DEFAULT now64()', 'zstd')"
    )


def test_kinds_of_statements() -> None:
    assert is_insert("  insert INTO t SELECT 1")
    assert not is_insert("SELECT 1")
    assert changes_tables("/* c */ ALTER TABLE t ADD COLUMN a String")
    assert not changes_tables("INSERT INTO t SELECT 1")
