"""Profiles: whether a suppression is keyed.

Revision ID: 0005
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0005_suppressions.sql").read_text(encoding="utf-8")
    )
