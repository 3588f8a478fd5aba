"""Rehearsals of scenarios.

Revision ID: 0030
"""

from pathlib import Path

from alembic import op

revision = "0030"
down_revision: str | None = "0032"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0030_rehearsals.sql").read_text(encoding="utf-8"))
