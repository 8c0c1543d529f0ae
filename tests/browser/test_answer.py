"""The first page in a real browser: it opens with an answer, sharpens it, and follows the levers."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PAIRS

# What the page shows at one moment: the pairs of runs, and the interval of the first number.
SHOWN = """[parseInt(document.querySelector('#runs')?.textContent || '0'),
            document.querySelector('.ap-card .range')?.textContent || '']"""
SHARPER = f"before => {{ const [pairs, range] = {SHOWN}; return pairs > before[0] && range !== before[1]; }}"


def test_it_opens_with_an_answer_and_sharpens_it(visitor):
    page = visitor.open()
    visitor.answer()
    expect(page.locator("h1")).to_have_text("A.L.I. in Padova, compared with no new policy")
    expect(page.locator(".ap-card .big")).to_have_text([re.compile(r"\d")] * 4)
    expect(page.locator(".ap-card .range").first).to_contain_text("95 % interval")
    drawn = page.locator('figure[data-name="ethos_light"] img')
    expect(drawn).to_have_attribute("src", re.compile("^data:image/svg"))
    expect(page.locator(".ap-map g[role=button]")).to_have_count(20)
    visitor.answer(PAIRS)  # by itself
    visitor.shot("answer-en")
    # How many pairs the first look sees depends on the machine; those that are asked for come after it in any case.
    before = page.evaluate(SHOWN)
    page.click('[data-name="more"]')
    page.wait_for_function(SHARPER, arg=before)
    assert visitor.errors == []


def test_a_lever_moves_the_number_and_cancels_what_runs(visitor):
    page = visitor.open()
    visitor.answer()
    before = visitor.number("cost_total").inner_text()
    visitor.change(40)
    page.wait_for_selector('[data-field="dwellings"].changed')  # whatever is being computed
    visitor.change(60)
    expect(page.locator("h1")).to_contain_text("A.L.I. (2) in Padova")
    visitor.answer(of="A.L.I. (2)")
    expect(visitor.number("cost_total")).not_to_have_text(before)
    dwellings = page.locator("#social_agency-dwellings")
    expect(dwellings).to_have_value("60")
    page.click('[aria-label="Reset: Dwellings"]')
    expect(dwellings).to_have_value("8")
    page.click('[data-name="undo"]')
    expect(dwellings).to_have_value("60")


def test_an_answer_that_arrives_leaves_what_is_being_typed(visitor):
    page = visitor.open()
    page.fill("#social_agency-dwellings", "41")
    visitor.answer(8)
    assert page.input_value("#social_agency-dwellings") == "41"
    page.press("#social_agency-dwellings", "Tab")
    page.wait_for_selector('[data-field="dwellings"].changed')


def test_a_change_without_effect_says_why(visitor):
    page = visitor.open()
    visitor.change(0)
    warning = page.locator('[data-action="social_agency"] .ap-warn')
    expect(warning).to_have_text("This changes nothing: it has no dwellings")
    page.select_option('[data-name="language"]', "it")
    expect(warning).to_contain_text("Non cambia nulla:")


def test_as_today_changes_nothing_and_a_lever_is_added(visitor):
    page = visitor.open()
    page.click('[data-name="clear"]')
    page.wait_for_selector('[data-kind="tutoring"] .ap-today', state="attached")
    if page.get_attribute('[data-group="support"]', "open") is None:
        page.click('[data-group="support"] summary')
    page.click('[data-kind="tutoring"] button[aria-label="Add: Tutoring"]')
    page.wait_for_selector('[data-action="tutoring"]')
    page.click('[data-kind="tutoring"] .ap-lever-head .ap-what')
    expect(page.locator('[data-kind="tutoring"] .ap-ask')).to_contain_text("A tutor and the person write a plan")
    expect(page.locator('[data-action="tutoring"] .ap-cost')).to_contain_text("EUR")


def test_every_number_explains_itself(visitor):
    page = visitor.open()
    visitor.answer()
    page.click('[data-name="explain-hm_strict_24"]')
    told = page.locator("#explanation")
    for part in ("hm_strict_24", "EL1-6", "seed 1", "approdo compare padova --package ali", "assumptions with a range"):
        expect(told).to_contain_text(part)
    expect(told).to_contain_text("rank correlation")  # once there are enough worlds
    expect(page.locator('[data-name="close"]')).to_be_focused()
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(page.locator('[data-name="explain-hm_strict_24"]')).to_be_focused()


def test_italian_speaks_italian(visit):
    visitor = visit("it-IT")
    page = visitor.open()
    visitor.answer(8)
    expect(page.locator("h1")).to_have_text("A.L.I. a Padova, a confronto con nessuna nuova misura")
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page).to_have_title("Risposta – Approdo")
    expect(visitor.number("hm_strict")).to_contain_text(",")  # the decimal mark
    expect(page.locator('figure[data-name="ethos_light"] img')).to_be_visible()
    visitor.shot("answer-it")
