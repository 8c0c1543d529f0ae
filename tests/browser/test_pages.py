"""The other pages in a real browser: compare, territory, one life, one run, evidence."""

import re

from playwright.sync_api import expect

PARTS = ("people", "groups", "owners", "others", "payers")


def test_packages_side_by_side_with_another_baseline(visitor):
    page = visitor.open("/compare")
    page.select_option('[data-name="add-package"]', "anci-toscana")
    page.wait_for_selector(".ap-chip >> nth=1")
    heads = page.locator('[data-name="compared"] thead th')
    expect(heads).to_have_count(3)
    expect(heads.nth(1)).to_have_text("A.L.I.")
    page.wait_for_selector('[data-name="ranks"] tbody tr >> nth=2')
    for part in PARTS:
        page.wait_for_selector(f'[data-name="who-{part}"] tbody tr >> nth=2')
    expect(page.locator('[data-name="who-groups"]')).to_contain_text("Sex: woman (")
    first = page.locator('[data-name="compared"] tbody tr').first
    expect(first).not_to_contain_text("%")
    page.click('[data-name="relative"]')
    expect(first).to_contain_text("%")
    page.wait_for_selector('figure[data-name="cost_plane"] img')
    visitor.shot("compare-en")
    page.select_option('[data-name="baseline"]', "ali")
    expect(heads).to_have_count(2)
    expect(page.locator('[data-name="compared"] caption')).to_contain_text("A.L.I.")
    assert visitor.errors == []


def test_the_map_can_be_read_over_time_with_the_keyboard(visitor):
    page = visitor.open("/territory", ".ap-map g[role=button]")
    page.focus('.ap-map g[data-zone="3"]')
    page.keyboard.press("Enter")
    read = page.locator(".ap-read")
    expect(read).to_have_text(re.compile(r"^\s*Padova C5, C6"))
    page.select_option('[data-name="measure"]', label="Rent asked")
    expect(read).to_contain_text("EUR per m²")
    told = read.inner_text()
    page.focus('[data-name="month"]')
    page.keyboard.press("Home")
    expect(page.locator(".ap-time")).to_contain_text("Oct 2018")
    expect(read).not_to_have_text(told)
    expect(page.locator(".ap-map")).to_contain_text("Synthetic geometry")
    page.click(".ap-map button >> nth=-1")
    expect(page.locator(".ap-map tbody tr")).to_have_count(20)
    visitor.shot("territory-en")
    assert visitor.errors == []


def test_one_life_under_two_policies(visit):
    visitor = visit("it-IT")
    page = visitor.open("/life", "#parting")
    person = page.locator("#person")
    expect(person).to_contain_text("Persona ")
    expect(page.locator("#parting")).to_contain_text("Le strade si separano in")
    page.wait_for_selector(".ap-lives rect >> nth=10", state="attached")
    first = person.inner_text()
    page.click('[data-name="another"]')
    expect(person).not_to_have_text(first)
    page.select_option('[data-name="life-sex"]', "female")
    expect(person).to_contain_text("donna")
    expect(page.locator("#main")).to_contain_text("Persona sintetica, senza nome")
    visitor.shot("life-it")
    assert visitor.errors == []


def test_one_run_is_watched_and_starts_again_as_it_was_set(visitor):
    page = visitor.open("/watch", "#watched")
    watched = page.locator("#watched")
    expect(watched).to_contain_text("seed 1")
    page.click("button:has-text('Step')")
    expect(watched).to_contain_text("month 1 of 36")
    page.click("button:has-text('▶')")
    expect(watched).to_contain_text(re.compile(r"month ([4-9]|\d\d) of 36"))
    page.click("button:has-text('❚❚')")
    visitor.shot("watch-en")
    page.click("button:has-text('Reset')")
    expect(watched).to_contain_text("month 0 of 36")
    expect(watched).to_contain_text("seed 1")


def test_what_the_answer_rests_on_can_be_searched(visitor):
    page = visitor.open("/evidence", '[data-name="parameters"] tbody tr')
    rows = page.locator('[data-name="parameters"] tbody tr')
    everything = rows.count()
    page.fill('[data-name="parameters"] input[type=search]', "deposit")
    expect(rows).not_to_have_count(everything)
    assert 0 < rows.count() < everything
    page.click('[data-name="evidence-outcomes"]')
    page.wait_for_selector("text=hm_strict_24")
    page.click('[data-name="evidence-studies"]')
    page.wait_for_selector("text=approdo study run ST4")
    visitor.shot("evidence-en")
    assert visitor.errors == []
