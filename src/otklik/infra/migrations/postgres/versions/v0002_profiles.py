"""Profiles: the evidence of a merge.

Revision ID: 0002
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0002_profiles.sql").read_text(encoding="utf-8"))
