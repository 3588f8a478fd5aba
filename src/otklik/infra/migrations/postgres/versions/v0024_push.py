"""Browsers of members that are notified, and what they were told of.

Revision ID: 0024
"""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0024_push.sql").read_text(encoding="utf-8"))
