"""Which certificates of mail servers are believed.

Revision ID: 0052
"""

from pathlib import Path

from alembic import op

revision = "0052"
down_revision: str | None = "0048"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0052_trust.sql").read_text(encoding="utf-8"))
