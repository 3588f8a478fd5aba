"""Messaging: the ledger of sends, contents, holds, control groups, settings.

Revision ID: 0019
"""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0019_sends.sql").read_text(encoding="utf-8"))
