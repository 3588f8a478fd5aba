"""The letters behind the numbers of sending's health.

Revision ID: 0044
"""

from pathlib import Path

from alembic import op

revision = "0044"
down_revision: str | None = "0037"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0044_mail_lists.sql").read_text(encoding="utf-8"))
