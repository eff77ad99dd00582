"""The JSON document follows the schema that is published for it."""

import json

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker

from app.documents import bundle
from app.documents.press import Press
from app.exports import dossier_schema
from app.exports import json as document
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from tests.clients import Browser
from tests.exports.meeting_maker import make_meeting
from tests.exports.paper_reader import unpack
from tests.people import Cast


def faults_of(content: bytes, schema: object) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(content))]


def test_a_whole_meeting_follows_the_schema_of_its_bundle(dossier: Dossier, press: Press) -> None:
    files = unpack(bundle.render(dossier, press))
    schema = json.loads(files["会议数据.schema.json"])
    Draft202012Validator.check_schema(schema)
    assert faults_of(files["会议数据.json"], schema) == []
    assert json.loads(files["会议数据.json"])["$schema"] == schema["$id"] == document.SCHEMA


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_meetings_of_any_kind_follow_it(services: Services, cast: Cast) -> None:
    for seed in range(20):
        made = make_meeting(services, cast, seed)
        with services.database.read() as session:
            dossier = dossier_of(session, made.meeting, services.clock.now())
        assert faults_of(document.render(dossier), dossier_schema.schema()) == [], seed


def test_a_document_of_another_form_is_refused(dossier: Dossier) -> None:
    whole = document.document_of(dossier)
    for change in ({"title": 7}, {"unknown": 1}, {"proposals": [{}]}, {"version": 0}, {"created_at": "yesterday"}):
        assert faults_of(json.dumps(whole | change).encode(), dossier_schema.schema()), change


def test_anyone_may_read_it(app: Flask, browser: Browser) -> None:
    answer = browser.get("/api/v1/schemas/dossier.json")
    assert (answer.status_code, answer.content_type) == (200, "application/schema+json")
    assert answer.get_json(force=True) == dossier_schema.schema()
