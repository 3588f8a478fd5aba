"""Suppression with its reasons, the pace of domains, how sending goes, letters that the API asks for.

Revision ID: 0034
"""

from pathlib import Path

from alembic import op

revision = "0034"
down_revision: str | None = "0033"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0034_mail_out.sql").read_text(encoding="utf-8"))
