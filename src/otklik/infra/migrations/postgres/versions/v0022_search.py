"""Search: no trigrams of whole messages.

Revision ID: 0022
"""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision: str | None = "0020"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0022_search.sql").read_text(encoding="utf-8"))
