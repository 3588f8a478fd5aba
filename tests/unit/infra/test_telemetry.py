"""Log lines repeat nothing of what people sent."""

import logging

import pydantic
import pytest
from sqlalchemy.exc import StatementError

from otklik.infra.telemetry import CleanFormatter, without_values

SECRET = "anna@example.com"


def test_rows_of_postgres_are_left_out() -> None:
    details = f'DETAIL:  Key (email)=({SECRET}) already exists.\nCONTEXT:  COPY x, line 1: "{SECRET}"'
    text = f"duplicate key\n{details}"
    assert without_values(text) == "duplicate key\n…\n…"


def test_bound_values_are_left_out() -> None:
    error = StatementError("it failed", "SELECT %(a)s", {"a": f"[{SECRET}]"}, ValueError("no"))
    assert SECRET in str(error)
    assert SECRET not in without_values(str(error))
    assert "SELECT" in without_values(str(error))


def test_input_is_left_out() -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(int).validate_python(SECRET)
    assert SECRET in str(caught.value)
    assert SECRET not in without_values(str(caught.value))


def test_traces_of_libraries_are_cleaned() -> None:
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(f"it failed\nDETAIL:  {SECRET}")
    failure = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("other", logging.ERROR, __file__, 1, "it fell", None, failure)
    line = CleanFormatter("%(levelname)s %(name)s %(message)s").format(record)
    assert line.startswith("ERROR other it fell\nTraceback")
    assert SECRET not in line
