"""Saved triggers of scenarios, and sweeps of many people into them.

Revision ID: 0027
"""

from pathlib import Path

from alembic import op

revision = "0027"
down_revision: str | None = "0031"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0027_sweeps.sql").read_text(encoding="utf-8"))
