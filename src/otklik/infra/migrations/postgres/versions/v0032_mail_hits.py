"""Every call of the addresses in letters.

Revision ID: 0032
"""

from pathlib import Path

from alembic import op

revision = "0032"
down_revision: str | None = "0027"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0032_mail_hits.sql").read_text(encoding="utf-8"))
