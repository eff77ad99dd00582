"""S14: bytes that are no text, in paths, queries, headers, cookies, forms, JSON and file names: never a failure."""

from itertools import count, product

import pytest
from werkzeug.test import TestResponse

from app.registry import LOCATORS
from tests.clients import CSRF
from tests.platform.routes import NO_SUCH, Route, routes_of
from tests.security.doors import as_path
from tests.security.estate import THEME, Estate
from tests.security.odd_texts import ODD_BYTES, ODD_TEXTS
from tests.shares import is_in_turn, one_in

pytestmark = pytest.mark.timeout(600)
SHORT = {name: text for name, text in ODD_TEXTS.items() if 0 < len(text) < 1000}
PARTS = {**{name: as_path(text) for name, text in SHORT.items()}}
PARTS |= {name: "".join(f"%{byte:02X}" for byte in raw) for name, raw in ODD_BYTES.items()}
PARTS |= {"slash": "%2F..%2F", "percent": "%25%00%", "upper": "AAAAAAAAAAAAAAAA", "line": "aaaaaaaaaaaaaaaa%0A"}
PARTS |= {"one more": "a" * 33, "short": "a" * 7, "dots": "%2e%2e", "full width": as_path("ａａａａａａａａ")}
HEADERS = (
    *("Accept-Language", "Authorization", "Cookie", "Content-Type", "Host", "Idempotency-Key", "If-Modified-Since"),
    *("Origin", "Range", "Referer", "User-Agent", "X-CSRF-Token", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded"),
)
LINES = [*(raw.decode("latin-1") for raw in ODD_BYTES.values()), "\x01\x1b[31m", "http://[", "//[::1", "[", "q=1e400"]
LINES += ["Bearer \x00", "Seat \xff\xfe", "Bearer", "zh;q=9e99", "bytes=9-1", "liangting=\xff.\x00", "a" * 5000, ""]
LINES += [
    "http://localhost/\\evil",
    "text/html; charset=\x00",
    "multipart/form-data; boundary=\xff",
    "localhost:99999999",
]
MARK = "zzzzzzzz"
NAMES = [*SHORT.values(), "../../etc/passwd", 'a"; filename="b', "x" * 5000]

SECRETS = {"link", "code", "format", "kind", "theme", "token"}
"""Parts of paths that are no ids: their answers say that a link is used up, or that a format is unknown."""


def all_routes(estate: Estate, **swapped: str) -> list[Route]:
    ids = {**estate.here.ids, "theme": THEME, "format": "json", "staff": estate.cast.lin.id}
    return list(routes_of(estate.app, {**ids, "link": NO_SUCH, "code": NO_SUCH, **swapped}))


@one_in(8)
def test_s14_in_paths(estate: Estate, every: int) -> None:
    """What is no id is no route: the same 404 as an unknown id, in words and headers, for whoever may ask at all."""
    wrong, cells, tried, turn = [], 0, 0, count()
    for route in all_routes(estate):
        for argument in sorted(route.arguments - SECRETS):
            marked = path_with(estate, route, argument)
            for name in ("ada", "seat", "nobody") if argument in LOCATORS else ("ada",):
                expected = summary(knock(estate, name, route.method, marked.replace(MARK, NO_SUCH)))
                asked = next(turn)
                for at, part in enumerate(PARTS.values()):
                    cells += 1
                    if not is_in_turn(asked, at, every=every):
                        continue
                    said = summary(knock(estate, name, route.method, marked.replace(MARK, part)))
                    tried += 1
                    is_refused_before = said[0] == 404 and expected[0] in (
                        302,
                        401,
                    )
                    if said != expected and not is_refused_before:
                        wrong.append(f"{name}: {route} with {part[:60]}: {said}, {expected}")
    print(f"\nS14: {tried} of {cells} odd paths, {len(wrong)} unlike an unknown id")
    assert wrong == []
    assert cells > 4000
    assert tried > cells / every / 2


def test_s14_in_words_codes_and_links(estate: Estate) -> None:
    wrong = []
    for route in all_routes(estate):
        for argument in route.arguments & SECRETS:
            for part in PARTS.values():
                path = path_with(estate, route, argument).replace(MARK, part)
                said = knock(estate, "ada", route.method, path)
                if said.status_code not in {302, 303, 403, 404, 409, 422, 429}:
                    wrong.append(f"{route.method} {path}: {said.status_code}")
    assert wrong == []


def path_with(estate: Estate, route: Route, argument: str) -> str:
    """The path with a mark where one of its parts stands."""
    return next(one.path for one in all_routes(estate, **{argument: MARK}) if str_of(one) == str_of(route))


def str_of(route: Route) -> str:
    return f"{route.method} {route.endpoint}"


def knock(estate: Estate, name: str, method: str, path: str) -> TestResponse:
    headers = {} if method == "GET" else {"X-CSRF-Token": CSRF}
    if "/api/" in path and estate.tokens[name]:
        headers["Authorization"] = estate.tokens[name]
    return estate.browsers[name].client.open(path, method=method, headers=headers)


def summary(answer: TestResponse) -> tuple[int, str, str]:
    """What one can tell two answers apart by; pages differ in the tokens of their forms."""
    is_page = answer.content_type.startswith("text/html")
    return answer.status_code, answer.content_type, "" if is_page else answer.text


@one_in(len(LINES))
def test_s14_in_headers(estate: Estate, every: int) -> None:
    failed, cells = [], 0
    for (first, route), (second, header), (third, line) in product(
        *map(enumerate, (all_routes(estate), HEADERS, LINES))
    ):
        if not is_in_turn(first, second, third, every=every):
            continue
        answer = estate.browsers["ada"].client.open(
            route.path, method=route.method, headers={header: line}, data={"csrf": CSRF}
        )
        cells += 1
        if answer.status_code >= 500:
            failed.append(f"{route} {header}: {line!r} gave {answer.status_code}")
    print(f"\nS14: {cells} odd headers, {len(failed)} failures")
    assert failed == []


@one_in(12)
def test_s14_in_bodies(estate: Estate, every: int) -> None:
    failed = []
    bodies = [*ODD_BYTES.values(), b'{"text":"\xff"}', b'{"text":1e400}', b'{"text":NaN}', b"[" * 50, b"{}", b"null"]
    bodies += [b'{"minutes":' + b"9" * 5000 + b"}", b'{"\\ud800":1}', b'{"\\u0000":1}', b'"\\ud800"', b"\xef\xbb\xbf{}"]
    types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
    for (first, route), (second, body), (third, kind) in product(*map(enumerate, (all_routes(estate), bodies, types))):
        if not is_in_turn(first, second, third, every=every) or (route.method == "GET" and kind != types[0]):
            continue
        answer = estate.browsers["ada"].client.open(
            route.path, method=route.method, headers={"X-CSRF-Token": CSRF}, data=body, content_type=kind
        )
        if answer.status_code >= 500:
            failed.append(f"{route} {kind} {body[:40]!r} gave {answer.status_code}")
    assert failed == []


@one_in(5)
def test_s14_in_forms_and_queries(estate: Estate, every: int) -> None:
    failed = []
    fields = ("text", "place", "email", "code", "key", "proposals", "theme", "next", "wall", "after", "posted")
    for asked, route in enumerate(all_routes(estate)):
        for at, raw in enumerate([*ODD_BYTES.values(), b"%", b"%zz", b"%ud800", b"&&&=&"]):
            if not is_in_turn(asked, at, every=every):
                continue
            line = "&".join(f"{name}={raw.decode('latin-1')}" for name in fields)
            client = estate.browsers["ada"].client
            for query, body in ((line, b""), ("", line.encode("latin-1"))):
                answer = client.open(
                    f"{route.path}?{query}", method=route.method, headers={"X-CSRF-Token": CSRF}, data=body,
                    content_type="application/x-www-form-urlencoded",
                )  # fmt: skip
                if answer.status_code >= 500:
                    failed.append(f"{route} {raw!r} gave {answer.status_code}")
    assert failed == []


@one_in(10)
def test_s14_in_names_of_files_and_fields(estate: Estate, every: int) -> None:
    """No page takes a file; one that is sent all the same harms nothing, whatever it is called."""
    failed = []
    for asked, route in enumerate(all_routes(estate)):
        if route.method == "GET":
            continue
        for at, name in enumerate(NAMES):
            if not is_in_turn(asked, at, every=every):
                continue
            safe = name.encode(errors="surrogatepass").replace(b"\r", b"").replace(b"\n", b"")
            part = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n\x00\r\n' % (b"text", safe)
            part += b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\nA\r\n--x--\r\n' % safe
            answer = estate.browsers["ada"].client.open(
                route.path, method=route.method, headers={"X-CSRF-Token": CSRF}, data=part,
                content_type="multipart/form-data; boundary=x",
            )  # fmt: skip
            if answer.status_code >= 500:
                failed.append(f"{route} {name[:40]!r} gave {answer.status_code}")
    assert failed == []
