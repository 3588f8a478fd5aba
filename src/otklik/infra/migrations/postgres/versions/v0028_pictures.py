"""Pictures that everybody may see.

Revision ID: 0028
"""

from pathlib import Path

from alembic import op

revision = "0028"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0028_pictures.sql").read_text(encoding="utf-8"))
