"""Tables of the ledger: the head of each chain, its entries, and the milestones."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.storage.db import Base

OFFICE = "office"
"""The ledger chain for entries that belong to neither a meeting nor a place."""


class LedgerHead(Base):
    """The last entry of each chain; a writer locks the row, so that the writers of a chain take turns."""

    __tablename__ = "ledger_head"

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    algorithm: Mapped[str] = mapped_column(server_default="sha256")
    """Hash function of the chain, chosen at the chain's first entry."""
    seals: Mapped[str] = mapped_column(server_default="")
    """Hash over the seals of rows in all entries; covered by the signature."""
    key: Mapped[str | None]
    """Short name of the key that has signed the head."""
    signature: Mapped[str | None]


class LedgerEntry(Base):
    """One thing that happened. `payload` may be erased later, so the entry's hash covers `payload_hash` instead."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_chain_topic_seq", "chain", "topic", "seq"),
        Index("uq_ledger_entry_chain_actor_key", "chain", "actor", "key", unique=True),
    )

    chain: Mapped[str] = mapped_column(ForeignKey("ledger_head.chain"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    topic: Mapped[str]
    actor: Mapped[str]
    key: Mapped[str | None]
    payload: Mapped[str | None] = mapped_column(Text)
    payload_hash: Mapped[str]
    prev: Mapped[str]
    hash: Mapped[str]
    rows: Mapped[str | None] = mapped_column(Text)
    """Seals of the rows that the act has changed, as JSON; see `seals`."""


class SignedHead(Base):
    """A milestone: the head right after a poll was closed, a resolution adopted or a meeting ended."""

    __tablename__ = "signed_head"

    chain: Mapped[str] = mapped_column(ForeignKey("ledger_head.chain"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(primary_key=True)
    """Kind of the entry."""
    at: Mapped[datetime]
    hash: Mapped[str]
    algorithm: Mapped[str]
    key: Mapped[str]
    signature: Mapped[str]
