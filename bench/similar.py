"""Benchmark: milliseconds from the last key to similar cards on a phone's screen, against an empty request.

The phone is Chromium. Every draft is a card of the wall without its last two characters, so that a similar card exists.
"""

import tempfile
from itertools import product
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, TimeoutError

from app.factory import create_services
from app.meetings import queries as meetings
from app.platform.i18n import Locale, translator_of
from app.proposals import actions
from bench.figures import Figure
from bench.hall import Hall, build_hall, serve_hall
from tests.browser.floor_page import FloorPage
from tests.browser.windows import PHONE, Windows, run_chromium
from tests.servers import MissingError

WALLS = (1000, 10_000)
DRAFTS = 60
REST_MS = 350
"""Pause between two drafts; drafts in faster succession are refused as too fast."""
PATIENCE_MS = 30_000
TRIES = 30
TRY_MS = 4_000
PLACES = [
    "东门",
    "西门",
    "南门",
    "北门",
    "一号楼",
    "二号楼",
    "三号楼",
    "四号楼",
    "五号楼",
    "六号楼",
    "中心花园",
    "地下车库",
    "菜场门口",
    "幼儿园旁边",
    "物业楼下",
]
WISHES = [
    "装一盏路灯",
    "建一个电动车棚",
    "加两个垃圾桶",
    "修好漏水的管子",
    "放几张长椅",
    "清理乱堆的杂物",
    "种一排桂花树",
    "画停车线",
]
REASONS = [
    "老人走路看得清",
    "孩子放学安全",
    "下雨天不积水",
    "晚上不吵人",
    "大家都方便",
    "消防车进得来",
    "夏天有阴凉",
    "不再占楼道",
    "省得绕路",
]
SHOWN_AFTER = """async ([draft, patience]) => {
    const box = document.querySelector("#propose textarea");
    const type = (text) => { box.value = text; box.dispatchEvent(new Event("input", { bubbles: true })); };
    const begun = performance.now();
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("nothing was shown")), patience);
        const look = new MutationObserver(() => {
            if (!document.querySelector("#propose .alike")) return;
            look.disconnect();
            clearTimeout(timer);
            requestAnimationFrame(() => { const took = performance.now() - begun; type(""); resolve(took); });
        });
        look.observe(document.querySelector("#propose"), { childList: true, subtree: true });
        type(draft);
    });
}"""
EMPTY_REQUEST = """async () => {
    const begun = performance.now();
    await (await fetch("/healthz")).text();
    return performance.now() - begun;
}"""


def run() -> list[Figure]:
    try:
        with run_chromium() as chromium:
            return [figure for count in WALLS for figure in _measure(Windows(chromium, ""), count)]
    except MissingError as error:
        print(f"  left out: {error} is not installed")
        return []


def _measure(windows: Windows, count: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        hall = build_hall(Path(folder), seats=0, cards=0)
        texts = texts_of(count)
        code = _put_up(hall, texts)
        with serve_hall(hall, core=None) as running:
            windows.url = f"http://127.0.0.1:{running.port}"
            page = _join(windows, code)
            shown, empty = _type(page, texts)
            windows.close()
    name, baseline = f"last key to look-alikes, {count:,} proposals", "empty request of the same page"
    return [
        Figure(f"{name}: median", median(shown), "ms", f"{baseline}, median", median(empty)),
        Figure(f"{name}: p95", _p95(shown), "ms", f"{baseline}, p95", _p95(empty)),
    ]


def texts_of(count: int) -> list[str]:
    """Return `count` different wishes; those of one place or one kind are similar, as in a real hall."""
    kinds = list(product(REASONS, WISHES, PLACES))
    return [_text(number // len(kinds), *kinds[number % len(kinds)]) for number in range(count)]


def _text(turn: int, reason: str, wish: str, place: str) -> str:
    return f"{place}{wish}，{reason}" + (f"，第{turn}遍说了" if turn else "")


def _put_up(hall: Hall, texts: list[str]) -> str:
    """Put the texts on the wall and return the code with which a phone joins."""
    services = create_services(hall.settings)
    rows = [actions.ImportedProposal(str(number), text) for number, text in enumerate(texts)]
    services.writer.run(lambda work: actions.import_proposals(work, meeting_id=hall.meeting, proposals=rows))
    with services.database.read() as session:
        code = meetings.meeting_of(session, hall.meeting).code
    services.database.dispose()
    return code


def _join(windows: Windows, code: str) -> Page:
    phone = FloorPage(windows.open("phone", PHONE), translator_of(Locale.ZH_HANS))
    phone.page.context.set_default_timeout(PATIENCE_MS)
    phone.page.context.set_default_navigation_timeout(PATIENCE_MS)
    phone.join(code, alias="bench")
    phone.page.locator("#propose textarea").focus()
    return phone.page


def _type(page: Page, texts: list[str]) -> tuple[list[float], list[float]]:
    """Return (milliseconds until similar cards are shown, milliseconds of an empty request), measured in turn."""
    shown, empty = [], []
    step = max(1, len(texts) // DRAFTS)
    _wait_until_ready(page, texts[0])
    for text in texts[::step][:DRAFTS]:
        page.wait_for_timeout(REST_MS)
        shown.append(float(page.evaluate(SHOWN_AFTER, [text[:-2], PATIENCE_MS])))
        empty.append(float(page.evaluate(EMPTY_REQUEST)))
    return shown, empty


def _wait_until_ready(page: Page, text: str) -> None:
    """Wait until the server has loaded its dictionaries and read the wall, which is not part of the measurement."""
    box = page.locator("#propose textarea")
    for _ in range(TRIES):
        box.fill("")
        box.fill(text)
        try:
            page.locator("#propose .alike").first.wait_for(timeout=TRY_MS)
        except TimeoutError:
            continue
        box.fill("")
        return
    raise TimeoutError("the look-alikes did not become ready")


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
