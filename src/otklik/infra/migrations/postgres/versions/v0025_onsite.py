"""Messages on the page: what waits for browsers, submissions of forms, firings of triggers.

Revision ID: 0025
"""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0025_onsite.sql").read_text(encoding="utf-8"))
