"""Segments: actions on many people at once.

Revision ID: 0010
"""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0010_bulk_actions.sql").read_text(encoding="utf-8")
    )
