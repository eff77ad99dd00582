"""How much stands in the database: the rows of every table, and the heads of every ledger."""

from sqlalchemy import func, select

from app.platform.access.services import Services
from app.platform.storage import ledger
from app.platform.storage.db import Base

NOTED = {"security_event"}
"""What notes who has read an export, and who was refused, whether or not anything else was written."""


def count_rows(services: Services) -> dict[str, object]:
    """{table: rows} and {chain: (number, hash) of its head}, but for the security log."""
    with services.database.read() as session:
        counts: dict[str, object] = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name not in NOTED
        }
        return counts | {f"head of {chain}": ledger.head_of(session, chain) for chain in ledger.chains_of(session)}
