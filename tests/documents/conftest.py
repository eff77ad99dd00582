"""Fixtures of the papers' tests: the dossier of a meeting that has gone the whole way."""

from tests.exports.conftest import dossier

__all__ = ["dossier"]
