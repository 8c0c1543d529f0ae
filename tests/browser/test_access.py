"""Access: axe finds nothing, the keyboard reaches everything, nothing leaves the machine, sessions stay apart."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from approdo.viz.dashboard.app import PAGES
from tests.browser.conftest import SCREENSHOTS, Visitor

READY = {
    "answer": ".ap-card",
    "compare": '[data-name="ranks"]',
    "territory": ".ap-map svg",
    "life": "#parting",
    "watch": "#watched",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module", params=["en-GB", "it-IT"])
def reader(request, chromium, server):
    """A reader of each language, with an answer."""
    made = Visitor(chromium, server, request.param)
    made.open()
    made.answer()
    yield made
    made.context.close()


@pytest.fixture(scope="module")
def report():
    """The accessibility report: a line for each page and language, kept beside the screenshots."""
    lines: list[str] = []
    yield lines
    SCREENSHOTS.mkdir(exist_ok=True)
    head = f"# Accessibility\n\naxe-core {', '.join(RULES['runOnly'])}; 1280 x 800 and 820 x 1180.\n\n"
    heads = "| page | language | rules passed | to look at | violations |\n|---|---|---|---|---|\n"
    (SCREENSHOTS / "accessibility.md").write_text(head + heads + "".join(lines))


@pytest.mark.parametrize("name", list(PAGES))
def test_axe_finds_nothing_and_nothing_flows_over(reader, report, name):
    page = reader.go(name, READY.get(name, "#main h1"))
    language = page.get_attribute("html", "lang")
    # Mesa's own controls (SolaraViz on the page "watch") are Vuetify's; ours are everything else.
    found = Axe().run(page, context={"exclude": [[".ap-viz"]]}, options=RULES).response
    told = [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
    report.append(
        f"| {name} | {language} | {len(found['passes'])} | "
        f"{', '.join(each['id'] for each in found['incomplete']) or '-'} | {'; '.join(told) or 'none'} |\n"
    )
    reader.shot(f"{name}-{language}-seen")
    wide = {}
    for size in ((820, 1180), (1280, 800)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        wide[size] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if size[0] < 1000:
            reader.shot(f"{name}-{language}-tablet")
    assert told == []
    assert all(over <= 0 for over in wide.values()), wide


def test_the_keyboard_alone_changes_a_lever_and_reads_the_answer(visitor):
    page = visitor.open()
    visitor.answer()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ap-skip"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, e.id || e.dataset.name || e.dataset.page || '', s.outlineStyle + s.outlineWidth]; })()"
        )
        seen.append(focus)
        if focus[1] == "social_agency-dwellings":
            break
    assert seen[-1][1] == "social_agency-dwellings"
    assert {"answer", "level", "language", "territory", "package"} <= {name for _, name, _ in seen}
    assert all(outline != "none0px" for _, _, outline in seen)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-field="dwellings"].changed')
    visitor.answer()
    assert visitor.errors == []


def test_no_request_leaves_the_machine(visitor, outside):
    visitor.open()
    visitor.answer()
    visitor.page.wait_for_selector('figure[data-name="ethos_light"] img')
    for name in PAGES:
        visitor.go(name, READY.get(name, "#main h1"))
    assert len(visitor.asked) > 10
    here = re.compile(r"(http|ws)://127\.0\.0\.1:\d+/|data:|blob:")
    assert [address for address in visitor.asked if not here.match(address)] == []
    failed = visitor.page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.responseStatus >= 400).map(e => e.name)"
    )
    assert failed == []
    with pytest.raises(BlockingIOError):  # the server has called nobody either
        outside.accept()


def test_the_browser_s_back_leads_back(visitor):
    page = visitor.open()
    visitor.go("evidence", '[data-name="parameters"]')
    assert urlsplit(page.url).path == "/evidence"
    page.go_back()
    page.wait_for_selector('[data-page="answer"].here')
    assert visitor.errors == []


def test_readers_see_as_much_as_they_want(visitor):
    page = visitor.open()
    page.wait_for_selector("#social_agency-dwellings")
    analyst = page.locator(".ap-dose").count()
    page.select_option('[data-name="level"]', "stakeholder")
    page.wait_for_selector('button:has-text("More settings")', state="detached")
    assert page.locator(".ap-dose").count() <= analyst
    page.select_option('[data-name="level"]', "researcher")
    page.wait_for_selector('[data-name="Seed"]')


def test_two_readers_do_not_disturb_each_other(visit):
    first, second = visit(), visit("it-IT")
    first.open(), second.open()
    first.page.select_option('[data-name="territory"]', "brescia")
    first.page.wait_for_selector("h1:has-text('Brescia')")
    second.page.click('[data-page="territory"]')
    second.page.wait_for_selector("h1:has-text('Il territorio')")
    expect(second.page.locator("h1")).to_have_text("Il territorio: Padova")
