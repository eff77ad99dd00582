"""Lists over REST, a page at a time by the cursor that the page before gave."""

from typing import Any

from tests.api.programs import Program
from tests.builders import build_proposal
from tests.hall import Hall


def pages(program: Program, path: str, limit: int) -> list[list[Any]]:
    """All pages of a list, until there is no next one."""
    pages_read: list[list[Any]] = []
    cursor = ""
    while len(pages_read) < 50:
        page = program.ask("GET", f"{path}?limit={limit}&cursor={cursor}")
        pages_read.append(page["items"])
        if page["next"] is None:
            return pages_read
        cursor = page["next"]
    raise AssertionError("the list never ends")


def test_proposals_come_in_pages(hall: Hall, mei_api: Program) -> None:
    texts = [f"第{number}条" for number in range(7)]
    for text in texts:
        build_proposal(hall.services, hall.bo, hall.meeting, text)
    path = f"/meetings/{hall.meeting}/proposals"
    for limit, sizes in ((3, [3, 3, 1]), (7, [7]), (100, [7]), (1, [1] * 7)):
        pages_read = pages(mei_api, path, limit)
        assert [len(page) for page in pages_read] == sizes
        assert [card["text"] for page in pages_read for card in page] == texts


def test_an_empty_list_is_one_empty_page(hall: Hall, mei_api: Program) -> None:
    assert mei_api.ask("GET", f"/meetings/{hall.meeting}/proposals") == {"items": [], "next": None}
    assert mei_api.ask("GET", f"/meetings/{hall.meeting}/resolutions") == {"items": [], "next": None}


def test_nobody_is_named_on_the_list(hall: Hall, mei_api: Program) -> None:
    build_proposal(hall.services, hall.bo, hall.meeting)
    assert hall.bo.id not in str(mei_api.ask("GET", f"/meetings/{hall.meeting}/proposals"))


def test_the_record_comes_in_pages_whose_hashes_follow_each_other(hall: Hall, lin_api: Program) -> None:
    for number in range(4):
        build_proposal(hall.services, hall.bo, hall.meeting, f"第{number}条")
    path = f"/meetings/{hall.meeting}/ledger"
    pages_read = pages(lin_api, path, 3)
    entries = [entry for page in pages_read for entry in page]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert all(later["prev"] == earlier["hash"] for earlier, later in zip(entries, entries[1:], strict=False))
    head = lin_api.ask("GET", path)["head"]
    assert head == {"number": entries[-1]["seq"], "hash": entries[-1]["hash"]}
    assert not any("key" in entry for entry in entries)


def test_nonsense_for_a_page_is_refused_or_begins_at_the_start(hall: Hall, lin_api: Program) -> None:
    path = f"/meetings/{hall.meeting}/ledger"
    for limit in ("0", "1001", "many"):
        assert lin_api.refusal("GET", f"{path}?limit={limit}") == (422, "payload.invalid")
    assert lin_api.refusal("GET", f"{path}?order=up") == (422, "payload.invalid")
    assert lin_api.ask("GET", f"{path}?cursor=nonsense")["items"][0]["seq"] == 1
    assert lin_api.ask("GET", f"{path}?cursor={2**40}")["items"] == []
