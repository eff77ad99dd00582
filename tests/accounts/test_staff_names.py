"""Names of staff: typed at every door where a person appears, and never made up from the address."""

import pytest
from flask import Flask

from app.accounts import actions, queries, staffing
from app.accounts.models import Staff
from app.platform.access.actors import SYSTEM, Role
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from tests.clients import Browser, open_browser
from tests.people import Cast


def name_of(services: Services, email: str) -> str:
    with services.database.read() as session:
        staff = queries.staff_named(session, email)
        member = queries.staff_of(session, staff or "")
    return member.name if member else ""


def add(services: Services, cast: Cast, email: str, name: str = "") -> str:
    facts = {"email": email, "name": name, "place_id": cast.place}
    return services.writer.run(lambda work: actions.add_staff(work, SYSTEM, role=Role.RECORDER, **facts))


def test_a_new_person_has_the_name_that_was_typed(services: Services, cast: Cast) -> None:
    add(services, cast, "wang.jianguo@example.org", "王建国")
    add(services, cast, "wu@example.org")
    assert (name_of(services, "wang.jianguo@example.org"), name_of(services, "wu@example.org")) == ("王建国", "")


def test_whoever_is_known_keeps_the_name(services: Services, cast: Cast) -> None:
    add(services, cast, "wang@example.org", "王建国")
    add(services, cast, "wang@example.org", "别人")
    assert name_of(services, "wang@example.org") == "王建国"


def test_the_left_half_of_an_address_in_an_old_row_is_no_name(services: Services, cast: Cast) -> None:
    def make_old(work: object) -> None:
        work.session.get(Staff, cast.lin.id).name = "lin"  # type: ignore[attr-defined]

    services.writer.run(make_old)
    assert name_of(services, "lin@example.org") == ""
    with services.database.read() as session:
        signed = queries.signature_of(session, cast.lin.id, cast.place)
        assert (signed.name, signed.role) == ("", "facilitator")
        assert queries.signature_of(session, cast.lin.id, cast.elsewhere).role == "staff"
        assert queries.signature_of(session, SYSTEM.id, cast.place).role == "system"


def test_one_names_oneself_on_the_own_page(services: Services, cast: Cast, lin_browser: Browser) -> None:
    answer = lin_browser.post("/account/name", name=" 林  晓 ")
    assert answer.status_code == 303
    assert name_of(services, "lin@example.org") == "林 晓"
    assert "林 晓" in lin_browser.get("/account").text
    with services.database.read() as session:
        assert "staff.named" in [entry.kind for entry in ledger.entries_of(session, "office")]


@pytest.mark.parametrize(
    ("name", "code"), [("", "name.missing"), ("长" * 61, "name.long"), ("lin@example.org", "name.email")]
)
def test_a_name_has_1_to_60_characters(services: Services, cast: Cast, name: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        services.writer.run(lambda work: staffing.name_oneself(work, cast.lin, name=name))
    assert refused.value.code == code


def test_a_link_asks_for_the_name_and_an_empty_field_keeps_it(app: Flask, services: Services, cast: Cast) -> None:
    for typed, name in (("吴敏", "吴敏"), ("", "吴敏")):
        link = add(services, cast, "wu@example.org")
        form = {"name": typed, "password": "vier Worte für heute"}
        assert open_browser(app).post(f"/account/link/{link}", **form).status_code == 303
        assert name_of(services, "wu@example.org") == name


def test_the_office_shows_the_name_beside_the_address(services: Services, cast: Cast, app: Flask) -> None:
    ada = open_browser(app).sign_in(services, cast.ada)
    form = {"email": "wu@example.org", "name": "吴敏", "role": "recorder", "place": cast.place}
    assert ada.post("/office/staff", **form).status_code == 200
    page = ada.get("/office/staff").text
    assert "吴敏" in page and "wu@example.org" in page


def test_the_office_of_a_person_is_printed_after_the_name(services: Services, cast: Cast, lin_browser: Browser) -> None:
    def signature() -> queries.Signature:
        with services.database.read() as session:
            return queries.signature_of(session, cast.lin.id, cast.place)

    assert lin_browser.post("/account/name", name="林晓", office=" 社区  工作者 ").status_code == 303
    assert signature() == queries.Signature("林晓", "facilitator", "社区 工作者")
    assert 'value="社区 工作者"' in lin_browser.get("/account").text
    services.writer.run(lambda work: staffing.name_oneself(work, cast.lin, name="林晓晓"))
    assert signature() == queries.Signature("林晓晓", "facilitator", "社区 工作者")
    assert lin_browser.post("/account/name", name="林晓", office="").status_code == 303
    assert signature() == queries.Signature("林晓", "facilitator")
