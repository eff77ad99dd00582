"""Open files: a server allows itself as many as the system lets it, and says when those are few."""

import resource
from unittest.mock import Mock

import pytest

from app.platform.live import server


@pytest.mark.parametrize(
    ("soft", "hard", "set_to", "is_told"),
    [
        (1024, 65_536, 65_536, False),
        (1024, 4096, 4096, True),
        (1024, resource.RLIM_INFINITY, server.DESCRIPTORS, False),
        (65_536, 65_536, None, False),
        (4096, 4096, None, True),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None, False),
    ],
)
def test_open_files(monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, set_to: int | None, is_told: bool) -> None:
    limits, log = Mock(), Mock()
    monkeypatch.setattr(server.resource, "getrlimit", lambda _kind: (soft, hard))
    monkeypatch.setattr(server.resource, "setrlimit", limits)
    monkeypatch.setattr(server, "log", log)
    server.raise_descriptors()
    assert [call.args[1] for call in limits.call_args_list] == ([] if set_to is None else [(set_to, hard)])
    assert log.warning.called is is_told
