"""Conversations in Polis's layout: by any file names, as a folder or a ZIP, with rows that matter to nobody."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.proposals.polis import Conversation
from app.proposals.reading import conversations
from app.proposals.reading.conversations import read_conversation
from app.proposals.rules import Choice, State
from tests.proposals.reading.makers import zipped

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body,is-meta
1700000000000,x,0,9,1,1,1,装路灯,false
1700000001000,x,1,9,0,0,-1,,false
1700000002000,x,2,8,2,0,-1,撤下的一条,false
1700000003000,x,3,8,2,0,0,我住了十年,true
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1700000010000,x,0,4,-1
1700000012000,x,0,4,1
1700000011000,x,0,5,-1
1700000013000,x,3,5,0
"""
SUMMARY = "topic,灯\nurl,https://example.org\nvoters,2\n"
MATRIX = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,3\n4,0,0,1,1,0,1,\n5,1,0,2,0,1,-1,0\n"


def folder_of(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def facts_of(conversation: Conversation) -> list[tuple[str, str, State, bool]]:
    return [(one.id, one.text, one.kept_state, one.is_meta) for one in conversation.statements]


def refusal_of(path: Path) -> str:
    with pytest.raises(DomainError) as refused:
        read_conversation(path)
    error = refused.value
    assert all(translator_of(locale)(f"errors.{error.code}", **error.params) for locale in Locale)
    return error.code


@pytest.mark.parametrize("before", ["", "2024-11-02-0915-9zyxwvu-", "导出 "])
@pytest.mark.parametrize("is_zip", [False, True])
def test_the_names_of_downloads_are_known(tmp_path: Path, before: str, is_zip: bool) -> None:
    files = {"comments.csv": COMMENTS, "votes.csv": VOTES, "summary.csv": SUMMARY, "participants-votes.csv": MATRIX}
    files = {before + name: text for name, text in files.items()}
    path = folder_of(tmp_path, files)
    if is_zip:
        path = tmp_path / "download.zip"
        path.write_bytes(zipped({f"report/{name}": text for name, text in files.items()} | {"__MACOSX/._x.csv": b"\0"}))
    conversation = read_conversation(path)
    assert facts_of(conversation) == [
        ("0", "装路灯", State.VISIBLE, False),
        ("2", "撤下的一条", State.HIDDEN, False),
        ("3", "我住了十年", State.VISIBLE, True),
    ]
    assert conversation.votes == {("4", "0"): Choice.AGREE, ("5", "0"): Choice.DISAGREE, ("5", "3"): Choice.PASS}
    assert conversation.began_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert conversation.ended_at == datetime(2023, 11, 14, 22, 13, 33, tzinfo=UTC)


def test_a_row_that_matters_to_nobody_is_told(tmp_path: Path) -> None:
    votes = VOTES + "1700000014000,x,1,6,1\n1700000014000,x,77,6,1\n1700000014000,x,0,,1\n1700000014000,x,0,6,2\n"
    comments = COMMENTS + "1700000004000,x,0,8,0,0,1,又一条零号,false\n,x,,8,0,0,1,没有编号,false\n"
    conversation = read_conversation(folder_of(tmp_path, {"comments.csv": comments, "votes.csv": votes}))
    assert len(conversation.statements) == 3 and len(conversation.votes) == 3
    assert dict(conversation.report.left_out) == {
        "no_text": ["comments.csv!3"],
        "same_id": ["comments.csv!6"],
        "no_id": ["comments.csv!7", "votes.csv!8"],
        "unknown_statement": ["votes.csv!6", "votes.csv!7"],
        "no_vote": ["votes.csv!9"],
    }
    assert conversation.report.rows == 6 + 8 and conversation.report.taken == 3 + 4
    assert ("replaced", {"count": 1}) in conversation.report.remarks


def test_a_file_that_was_saved_again_elsewhere_is_read(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_bytes(VOTES.replace(",", ";").encode("utf-8-sig"))
    (tmp_path / "comments.csv").write_bytes(COMMENTS.encode("gb18030"))
    assert len(read_conversation(tmp_path).votes) == 3


def test_counts_that_are_no_times_are_an_order_alone(tmp_path: Path) -> None:
    files = {"statements.csv": "statement,author,moderated,text\n0,1,1,装路灯\n"}
    files["votes.csv"] = "t,participant,statement,vote\n2,1,0,1\n1,1,0,-1\n"
    conversation = read_conversation(folder_of(tmp_path, files))
    assert conversation.votes == {("1", "0"): Choice.AGREE}
    assert (conversation.began_at, conversation.statements[0].created_at) == (None, None)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"votes.csv": VOTES}, "import.file_missing"),
        ({"comments.csv": COMMENTS}, "import.file_missing"),
        ({"comments.csv": "comment-id,moderated\n0,1\n", "votes.csv": VOTES}, "import.column_absent"),
        ({"comments.csv": COMMENTS, "a-comments.csv": COMMENTS, "votes.csv": VOTES}, "import.file_twice"),
        ({"comments.csv": "comment-id,comment-body\n0,\n", "votes.csv": VOTES}, "import.no_statements"),
        ({}, "import.file_missing"),
    ],
)
def test_what_is_no_conversation_is_refused_in_words(tmp_path: Path, files: dict[str, str], code: str) -> None:
    assert refusal_of(folder_of(tmp_path, files)) == code


def test_a_zip_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MAX_UNPACKED", len(COMMENTS) + len(VOTES) - 1)
    path = tmp_path / "download.zip"
    path.write_bytes(zipped({"comments.csv": COMMENTS, "votes.csv": VOTES}))
    assert refusal_of(path) == "import.too_large"


@pytest.mark.parametrize("content", [b"", b"no zip", zipped({"votes.csv": VOTES})[:60], zipped({"a.txt": "x"})])
def test_a_broken_zip_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "download.zip"
    path.write_bytes(content)
    assert refusal_of(path).startswith("import.")
