"""The first page in a real browser: it opens with an answer, sharpens it, and follows the levers."""

import time


def test_it_opens_with_an_answer_and_sharpens_it(visitor):
    begun = time.monotonic()
    page = visitor.open()
    assert visitor.answer() >= 2
    print(f"first estimate after {time.monotonic() - begun:.1f} s")
    assert page.inner_text("h1") == "A.L.I. in Padova, compared with no new policy"
    page.wait_for_selector(".ap-card >> nth=3")
    assert page.locator(".ap-card").count() == 4
    assert all(page.locator(".ap-card .big").all_inner_texts())
    early = visitor.page.inner_text(".ap-card .range >> nth=0")
    assert "95 % interval" in early
    page.wait_for_selector('figure[data-name="ethos_light"] img[src^="data:image/svg+xml"]')
    page.wait_for_selector(".ap-map g[role=button]")
    assert page.locator(".ap-map g[role=button]").count() == 20
    visitor.answer(8)
    assert page.inner_text(".ap-card .range >> nth=0") != early
    visitor.shot("answer-en")
    assert visitor.errors == []


def test_a_lever_moves_the_number_and_cancels_what_runs(visitor):
    page = visitor.open()
    visitor.answer()
    before = visitor.number("cost_total")
    begun = time.monotonic()
    page.fill("#social_agency-dwellings", "40")
    page.press("#social_agency-dwellings", "Tab")
    page.wait_for_selector('[data-field="dwellings"].changed')
    assert time.monotonic() - begun < 5  # the page answers at once, whatever is being computed
    page.fill("#social_agency-dwellings", "60")
    page.press("#social_agency-dwellings", "Tab")
    page.wait_for_selector("text=A.L.I. (2) in Padova")
    visitor.answer()
    assert visitor.number("cost_total") != before
    assert page.input_value("#social_agency-dwellings") == "60"
    page.click('[aria-label="Reset: Dwellings"]')
    page.wait_for_function("document.querySelector('#social_agency-dwellings').value === '8'")
    page.click('[data-name="undo"]')
    page.wait_for_function("document.querySelector('#social_agency-dwellings').value === '60'")


def test_an_answer_that_arrives_leaves_what_is_being_typed(visitor):
    page = visitor.open()
    page.fill("#social_agency-dwellings", "41")
    visitor.answer(8)
    assert page.input_value("#social_agency-dwellings") == "41"
    page.press("#social_agency-dwellings", "Tab")
    page.wait_for_selector('[data-field="dwellings"].changed')


def test_a_change_without_effect_says_why(visitor):
    page = visitor.open()
    page.fill("#social_agency-dwellings", "0")
    page.press("#social_agency-dwellings", "Tab")
    warning = page.wait_for_selector('[data-action="social_agency"] .ap-warn')
    assert warning.inner_text() == "This changes nothing: it has no dwellings"
    page.select_option('[data-name="language"]', "it")
    page.wait_for_selector("text=Non cambia nulla:")


def test_as_today_changes_nothing_and_a_lever_is_added(visitor):
    page = visitor.open()
    page.click('[data-name="clear"]')
    page.wait_for_selector('[data-kind="tutoring"] .ap-today', state="attached")
    if page.get_attribute('[data-group="support"]', "open") is None:
        page.click('[data-group="support"] summary')
    page.click('[data-kind="tutoring"] button[aria-label="Add: Tutoring"]')
    page.wait_for_selector('[data-action="tutoring"]')
    page.click('[data-kind="tutoring"] .ap-lever-head .ap-what')
    assert "A tutor and the person write a plan" in page.inner_text('[data-kind="tutoring"] .ap-ask')
    visitor.answer()
    assert "EUR" in page.inner_text('[data-action="tutoring"] .ap-cost')


def test_every_number_explains_itself(visitor):
    page = visitor.open()
    visitor.answer()
    page.click('[data-name="explain-hm_strict_24"]')
    told = page.inner_text("#explanation")
    for part in ("hm_strict_24", "EL1-6", "seed 1", "approdo compare padova --package ali", "assumptions with a range"):
        assert part in told
    page.wait_for_function("document.querySelector('#explanation').innerText.includes('rank correlation')")
    assert page.evaluate("document.activeElement.dataset.name") == "close"
    page.keyboard.press("Escape")
    page.wait_for_selector("#explanation", state="detached")
    assert page.evaluate("document.activeElement.dataset.name") == "explain-hm_strict_24"


def test_italian_speaks_italian(visit):
    visitor = visit("it-IT")
    page = visitor.open()
    visitor.answer(8)
    assert page.inner_text("h1") == "A.L.I. a Padova, a confronto con nessuna nuova misura"
    assert page.get_attribute("html", "lang") == "it"
    assert page.title() == "Risposta – Approdo"
    assert "," in visitor.number("hm_strict")  # the decimal mark
    page.wait_for_selector('figure[data-name="ethos_light"] img')
    visitor.shot("answer-it")
