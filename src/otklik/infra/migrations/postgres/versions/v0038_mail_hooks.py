"""Where providers of mail tell what became of letters.

Revision ID: 0038
"""

from pathlib import Path

from alembic import op

revision = "0038"
down_revision: str | None = "0040"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0038_mail_hooks.sql").read_text(encoding="utf-8"))
