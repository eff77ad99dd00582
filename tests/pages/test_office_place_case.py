"""A case from no meeting at the office: it is listed and shown without meeting and resolution, and moved by form."""

from flask import Flask

from app.cases import actions, queries
from app.platform.access.services import Services
from app.platform.commands import perform
from tests.builders import new_key
from tests.clients import open_browser
from tests.people import Cast

TITLE = "三号楼漏水"


def test_it_is_listed_shown_and_moved(app: Flask, services: Services, cast: Cast) -> None:
    receipt = services.writer.run(
        lambda work: perform(work, actions.open_place_case, cast.wen, place_id=cast.place, title=TITLE, key=new_key())
    )
    case = receipt.data["case"]
    wen = open_browser(app).sign_in(services, cast.wen)
    assert TITLE in wen.get("/office/cases").text
    page = wen.get(f"/office/cases/{case}")
    assert page.status_code == 200
    assert receipt.data["number"] in page.text
    assert "/office/meetings/" not in page.text.split("</header>")[-1].split('class="facts"')[1].split("</dl>")[0]
    assert wen.post(f"/office/cases/{case}/moves", to="triaged", note="", handler="网格员").status_code == 303
    with services.database.read() as session:
        assert queries.case_of(session, case).state == "triaged"
