"""Profiles: tags, lists, subscriptions and consents as marks of people.

Revision ID: 0007
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0007_marks.sql").read_text(encoding="utf-8"))
