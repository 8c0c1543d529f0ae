"""The other pages in a real browser: compare, territory, one life, one run, evidence."""

PARTS = ("people", "groups", "owners", "others", "payers")


def test_packages_side_by_side_with_another_baseline(visitor):
    page = visitor.open("/compare")
    page.select_option('[data-name="add-package"]', "anci-toscana")
    page.wait_for_selector(".ap-chip >> nth=1")
    visitor.answer()
    heads = page.locator('[data-name="compared"] thead th')
    page.wait_for_function("document.querySelectorAll('[data-name=compared] thead th').length === 3")
    assert heads.all_inner_texts()[1] == "A.L.I."
    page.wait_for_selector('[data-name="ranks"] tbody tr >> nth=2')
    gains = {part: page.locator(f'[data-name="who-{part}"] tbody tr').count() for part in PARTS}
    assert min(gains.values()) >= 3
    assert "Sex: woman (" in page.inner_text('[data-name="who-groups"]')
    absolute = page.inner_text('[data-name="compared"] tbody tr >> nth=0')
    page.click('[data-name="relative"]')
    page.wait_for_function(
        "text => document.querySelector('[data-name=compared] tbody tr').innerText !== text", arg=absolute
    )
    assert "%" in page.inner_text('[data-name="compared"] tbody tr >> nth=0')
    page.wait_for_selector('figure[data-name="cost_plane"] img')
    visitor.shot("compare-en")
    page.select_option('[data-name="baseline"]', "ali")
    page.wait_for_function("document.querySelectorAll('[data-name=compared] thead th').length === 2")
    visitor.answer()
    assert "A.L.I." in page.inner_text('[data-name="compared"] caption')
    assert visitor.errors == []


def test_the_map_can_be_read_over_time_with_the_keyboard(visitor):
    page = visitor.open("/territory", ".ap-map g[role=button]")
    page.focus('.ap-map g[data-zone="3"]')
    page.keyboard.press("Enter")
    assert page.inner_text(".ap-read").startswith("Padova C5, C6")
    told = page.inner_text(".ap-read")
    page.select_option('[data-name="measure"]', label="Rent asked")
    assert "EUR per m²" in page.inner_text(".ap-read")
    page.focus('[data-name="month"]')
    page.keyboard.press("Home")
    assert "Oct 2018" in page.inner_text(".ap-time")
    assert page.inner_text(".ap-read") != told
    assert "Synthetic geometry" in page.inner_text(".ap-map")
    page.click(".ap-map button >> nth=-1")
    assert page.locator(".ap-map tbody tr").count() == 20
    visitor.shot("territory-en")
    assert visitor.errors == []


def test_one_life_under_two_policies(visit):
    visitor = visit("it-IT")
    page = visitor.open("/life", "#parting")
    first = page.inner_text("#person")
    assert first.startswith("Persona ")
    assert "Le strade si separano in" in page.inner_text("#parting")
    assert page.locator(".ap-lives rect").count() > 10
    page.click('[data-name="another"]')
    page.wait_for_function("text => document.querySelector('#person').innerText !== text", arg=first)
    page.select_option('[data-name="life-sex"]', "female")
    page.wait_for_function("document.querySelector('#person').innerText.includes('donna')")
    assert "Persona sintetica, senza nome" in page.inner_text("#main")
    visitor.shot("life-it")
    assert visitor.errors == []


def test_one_run_is_watched_and_starts_again_as_it_was_set(visitor):
    page = visitor.open("/watch", "#watched")
    assert "seed 1" in page.inner_text("#watched")
    page.click("button:has-text('Step')")
    page.wait_for_function("document.querySelector('#watched').innerText.includes('month 1 of 36')")
    page.click("button:has-text('▶')")
    page.wait_for_function("parseInt(document.querySelector('#watched').innerText.match(/month (\\d+)/)[1]) > 3")
    page.click("button:has-text('❚❚')")
    visitor.shot("watch-en")
    page.click("button:has-text('Reset')")
    page.wait_for_function("document.querySelector('#watched').innerText.includes('month 0 of 36')")
    assert "seed 1" in page.inner_text("#watched")


def test_what_the_answer_rests_on_can_be_searched(visitor):
    page = visitor.open("/evidence", '[data-name="parameters"] tbody tr')
    everything = page.locator('[data-name="parameters"] tbody tr').count()
    page.fill('[data-name="parameters"] input[type=search]', "deposit")
    page.wait_for_function(f"document.querySelectorAll('[data-name=parameters] tbody tr').length < {everything}")
    page.click('[data-name="evidence-outcomes"]')
    page.wait_for_selector("text=hm_strict_24")
    page.click('[data-name="evidence-studies"]')
    page.wait_for_selector("text=approdo study run ST4")
    visitor.shot("evidence-en")
    assert visitor.errors == []
