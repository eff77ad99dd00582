"""The vote detail: counts of every poll, codes without choices, and choices without names."""

import pytest

from app.documents.blocks import Heading, Paper, Table
from app.documents.papers.votes import papers_of
from app.exports import json
from app.exports.dossier import Dossier
from app.platform.access.sights import FULL_VIEW, Sight
from app.voting import queries as voting
from tests.documents.assembly import QUESTION, SHED, STAIRS, STAIRS_VOTES, Assembly
from tests.documents.reading import FORMATS, squeezed, text_of
from tests.exports.packing import PRESS


@pytest.fixture(scope="session")
def whole(assembly: Assembly) -> Dossier:
    return assembly.dossier()


def poll_tables(paper: Paper) -> dict[str, list[Table]]:
    """{question: the tables below it}"""
    tables: dict[str, list[Table]] = {}
    question = ""
    for block in paper.blocks:
        if isinstance(block, Heading):
            question = block.text.split("、", 1)[1]
            tables[question] = []
        elif isinstance(block, Table):
            tables[question].append(block)
    return tables


def test_every_poll_stands_there_with_its_counts(whole: Dossier) -> None:
    (paper,) = papers_of(whole, PRESS)
    tables = poll_tables(paper)
    assert list(tables) == [SHED, STAIRS, QUESTION]
    assert [tables[one][0].rows[0][1:5] for one in tables] == [
        ("20人", "5人", "3人", "28人"),
        ("9人", "2人", "1人", "12人"),
        ("—", "—", "—", "4人"),
    ]


def test_a_secret_poll_lists_codes_and_no_choice(assembly: Assembly, whole: Dossier) -> None:
    (paper,) = papers_of(whole, PRESS)
    _, codes = poll_tables(paper)[SHED]
    with assembly.services.database.read() as session:
        stored = voting.receipt_codes(session, whole.polls[0].id)
    assert [cell for row in codes.rows for cell in row if cell] == list(stored)
    assert len(stored) == 28
    assert set(codes.head) == {"回执码"}
    assert whole.ballots[0].ballots == ()


def test_a_named_poll_lists_numbers_and_choices(whole: Dossier) -> None:
    (paper,) = papers_of(whole, PRESS)
    _, ballots = poll_tables(paper)[STAIRS]
    flat = [cell for row in ballots.rows for cell in row if cell]
    assert flat[::2] == [str(at) for at in range(1, 13)]
    assert sorted(flat[1::2]) == sorted(
        {"yes": "同意", "no": "反对", "abstain": "弃权"}[choice] for choice in STAIRS_VOTES
    )
    seats = {vote.participant for vote in whole.votes}
    assert not seats & set(flat), "the numbers lead to no pseudonym of another file"


def test_choices_are_for_those_who_may_see_them(assembly: Assembly) -> None:
    blind = assembly.dossier(FULL_VIEW - {Sight.NAMED_CHOICES})
    (paper,) = papers_of(blind, PRESS)
    assert len(poll_tables(paper)[STAIRS]) == 1
    assert all(one.ballots == () for one in blind.ballots)


def test_four_ballots_are_not_listed(whole: Dossier) -> None:
    assert whole.ballots[2].ballots == ()
    (paper,) = papers_of(whole, PRESS)
    assert len(poll_tables(paper)[QUESTION]) == 1


@pytest.mark.parametrize("format", FORMATS)
def test_the_file_says_so(whole: Dossier, format: str) -> None:
    papers = papers_of(whole, PRESS)
    text = text_of(PRESS.write_docx(papers) if format == "docx" else PRESS.write_pdf(papers))
    assert "不足5票，不公布分布。" in text
    assert squeezed(whole.ballots[0].codes[0]) in text


def test_sign_in_sheet_and_ballots_stay_out_of_the_data_file(whole: Dossier) -> None:
    document = json.document_of(whole)
    assert {"attendees", "ballots"} & set(document) == set()
