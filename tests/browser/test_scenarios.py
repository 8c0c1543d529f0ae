"""Scenarios in a real browser: save and restore, share, download, upload, take away, reproduce."""

import json
import re
import subprocess
import sys
import zipfile

from playwright.sync_api import expect

from approdo.experiments.package import load_package

# Remembers whether the page has said that a file is being made: where files come fast, it says so for a moment only.
PREPARING = """() => {
  window.preparing = false;
  new MutationObserver(() => { preparing ||= document.body.innerText.includes('Il file è in preparazione…'); })
    .observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def test_what_is_saved_is_restored_deleted_and_brought_back(visitor, visit):
    page = visitor.open("/scenarios")
    visitor.change(40)
    page.fill('[data-name="save-name"]', "<b>forty</b> homes")
    page.press('[data-name="save-name"]', "Tab")
    page.click('[data-name="save"]')
    page.wait_for_selector(".ap-saved b:has-text('<b>forty</b> homes')")  # what is typed is shown as text
    page.click('[data-name="undo"]')
    dwellings = page.locator("#social_agency-dwellings")
    expect(dwellings).to_have_value("8")
    page.click('[data-name^="restore-"]')
    expect(dwellings).to_have_value("40")
    page.click('[data-name^="delete-"]')
    page.wait_for_selector(".ap-saved.deleted")
    page.click('[data-name^="delete-"]')
    page.wait_for_selector(".ap-saved.deleted", state="detached")
    visitor.shot("scenarios-en")
    stranger = visit().open("/scenarios")
    assert "forty" not in stranger.inner_text("#main")
    assert visitor.errors == []


def test_a_link_opens_the_same_scenario_for_somebody_else(visitor, visit):
    page = visitor.open("/scenarios")
    written = page.locator('[data-name="link"]')
    expect(written).to_have_value(re.compile("^http"))
    before = written.input_value()
    visitor.change(31)
    expect(written).not_to_have_value(before)
    link = written.input_value()
    other = visit("it-IT")
    other.page.goto(link)
    expect(other.page.locator("#social_agency-dwellings")).to_have_value("31")
    other.page.goto(link[:-40])
    expect(other.page.locator(".ap-side .ap-warn")).to_contain_text("l'indirizzo è danneggiato")
    other.page.select_option('[data-name="language"]', "en")
    other.page.wait_for_selector("text=link: it is damaged")


def test_what_is_on_the_screen_is_in_the_address_and_comes_back_with_the_page(visitor):
    page = visitor.open("/compare")
    visitor.change(33)
    page.select_option('[data-name="language"]', "it")
    page.select_option('[data-name="level"]', "researcher")
    page.wait_for_url(re.compile(r"/compare\?lang=it&level=researcher&s="))
    # After a restart of the server the page loads itself again, as here.
    assert page.evaluate("solara.forceRefresh") is True
    page.reload()
    expect(page.locator("#social_agency-dwellings")).to_have_value("33")
    expect(page.locator("h1")).to_have_text("Pacchetti a confronto, Padova")
    expect(page.locator('[data-name="level"]')).to_have_value("researcher")
    visitor.go("evidence")
    page.go_back()
    page.wait_for_url(re.compile(r"/compare\?lang=it&level=researcher&s="))
    expect(page.locator('[data-page="compare"]')).to_have_class("here")


def test_a_package_is_downloaded_reproduced_and_uploaded(visitor, visit, tmp_path):
    page = visitor.open("/")
    visitor.change(40)
    pairs = visitor.answer(4, of="A.L.I. (2)")
    visitor.go("scenarios")
    with page.expect_download() as waiting:
        page.click('[data-name="download-package"]')
    waiting.value.save_as(tmp_path / "ali-2.toml")
    assert load_package(tmp_path / "ali-2.toml").name == "A.L.I. (2)"
    with page.expect_download() as waiting:
        page.click('[data-name="away-package"]')
    waiting.value.save_as(tmp_path / "data.zip")
    with zipfile.ZipFile(tmp_path / "data.zip") as archive:
        assert {"datapackage.json", "outcomes.csv", "ali-2.toml", "reproduce.sh"} <= set(archive.namelist())
        command = archive.read("reproduce.sh").decode().split()
        rows = archive.read("outcomes.csv").decode().splitlines()
        assert json.loads(archive.read("datapackage.json"))["reproduce"] == " ".join(command)
    assert int(command[command.index("--runs") + 1]) >= pairs
    # Running what the page says gives the page's numbers.
    words = [*command[1:], "--store", str(tmp_path / "runs.db"), "--no-figure", "--json", str(tmp_path / "a.json")]
    subprocess.run([sys.executable, "-m", "approdo", *words], cwd=tmp_path, check=True, capture_output=True)
    found = json.loads((tmp_path / "a.json").read_text())["results"]["rows"]
    heads = rows[0].split(",")
    for line, row in zip(rows[1:60], found, strict=False):
        cells = dict(zip(heads, line.split(","), strict=False))
        assert (cells["outcome"], cells["arm"]) == (row["outcome"], row["arm"])
        assert cells["mean"] == "" if row["mean"] is None else float(cells["mean"]) == row["mean"]
    stranger = visit()
    stranger.open("/scenarios").set_input_files("#ap-upload", tmp_path / "ali-2.toml")
    expect(stranger.page.locator("#social_agency-dwellings")).to_have_value("40")


def test_broken_files_end_in_a_sentence(visitor, tmp_path):
    page = visitor.open("/scenarios")
    (tmp_path / "bad.toml").write_text('format = 1\n[package]\nname = "x"\n[[lever]]\nkind = "tutorin"\n')
    page.set_input_files("#ap-upload", tmp_path / "bad.toml")
    expect(page.locator("#upload-told")).to_contain_text("bad.toml:5")
    (tmp_path / "large.toml").write_text("#" * 100_000)
    page.set_input_files("#ap-upload", tmp_path / "large.toml")
    page.wait_for_selector("text=This file is too large.")
    assert page.inner_text("h1") == "Scenarios"


def test_figures_and_the_report_are_taken_away_together(visit, tmp_path):
    visitor = visit("it-IT")
    page = visitor.open("/")
    visitor.answer()
    visitor.go("scenarios")
    wanted = {
        "report_html": ("approdo-padova-ali-it.html", b"<!DOCTYPE html>"),
        "ethos_light_png": ("approdo-padova-ali-ethos_light.png", b"\x89PNG"),
        "cost_plane_svg": ("approdo-padova-ali-cost_plane.svg", b"<?xml"),
        "csv": ("approdo-padova-ali.csv", b"territory,"),
    }
    taken = {}

    def all_there(made):
        taken[made.suggested_filename] = made
        return len(taken) == len(wanted)

    page.evaluate(PREPARING)
    with page.expect_download(all_there):
        for name in wanted:
            page.click(f'[data-name="away-{name}"]')
        assert page.is_enabled('[data-name="save-name"]')  # the page goes on meanwhile
    assert page.evaluate("preparing")
    for filename, start in wanted.values():
        taken[filename].save_as(tmp_path / filename)
        assert (tmp_path / filename).read_bytes().startswith(start)
    assert 'lang="it"' in (tmp_path / "approdo-padova-ali-it.html").read_text()
