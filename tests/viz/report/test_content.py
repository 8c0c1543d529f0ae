"""What the report says of the fake world, whose answers are known (tests/experiments/fake_engine.py)."""

import dataclasses

import numpy as np
import pytest

from approdo.experiments.contrast import Contrast
from approdo.experiments.records import Failed
from approdo.experiments.runner import Tally
from approdo.experiments.swot.lines import lines
from approdo.experiments.swot.profile import KINDS
from approdo.experiments.swot.survey import data_profile
from approdo.model.outcomes import TOTALS
from approdo.model.territory import load_territory
from approdo.viz.dashboard.binding import binding
from approdo.viz.dashboard.shown import Delivery
from approdo.viz.report.answer import section, sentence
from approdo.viz.report.content import content
from approdo.viz.report.costs import evaluation
from approdo.viz.report.doubts import ledger
from approdo.viz.report.material import Drawn
from approdo.viz.report.pieces import Number, Paragraph, Picture, Size, Words
from approdo.viz.report.speech import speak
from tests.experiments.fake_engine import COST, EFFECT, HARM, REACHED, WORSE
from tests.viz.report.conftest import COMMAND, RUN

SECTIONS = [
    *("answer", "question", "domain", "territory", "baseline", "options", "outcomes", "paths", "who", "costs"),
    *("bottlenecks", "flips", "assumptions", "limits", "reproduce", "checklists", "run"),
]


def table(report, name):
    return next(block for _, block in report.tables() if block.id == name)


def paragraphs(report, name):
    """Return what the paragraphs of a section say."""
    part = next(part for part in report.all if part.id == name)
    return " ".join(speak(block.text, "en") for block in part.blocks if isinstance(block, Paragraph))


def changed(contrast, outcome, values):
    """Return the contrast with another policy: `values` more of an outcome than the baseline."""
    column = TOTALS.index(outcome)
    totals = contrast.policy.totals.copy()
    totals[:, column] = contrast.base.totals[:, column] + values
    return Contrast(contrast.base, dataclasses.replace(contrast.policy, totals=totals))


def test_every_section_in_both_languages(reports):
    for report in reports.values():
        assert [section.id for section in report.all] == SECTIONS


def test_every_piece_has_words(reports):
    for language, report in reports.items():
        for part in report.all:
            assert speak(part.title, language)
            for block in part.blocks:
                for piece in getattr(block, "items", ()):
                    assert speak(piece, language)
        for _, each in report.tables():
            for piece in (each.caption, each.note, *each.heads, *(cell for row in each.rows for cell in row)):
                assert "{" not in speak(piece, language)
            assert all(len(row) == len(each.heads) for row in each.rows)
            assert not each.widths or len(each.widths) == len(each.heads)
            assert sum(each.widths or (1.0,)) == pytest.approx(1.0)


def test_names_of_tables_and_figures_are_different_and_every_figure_has_its_twin(reports):
    report = reports["en"]
    tables = [each.id for _, each in report.tables()]
    pictures = [block for part in report.all for block in part.blocks if isinstance(block, Picture)]
    assert len(set(tables)) == len(tables)
    assert len({each.id for each in pictures}) == len(pictures) >= 5
    assert {each.table for each in pictures} <= set(tables)


def test_the_answer_has_the_form_and_the_numbers(material):
    contrast = material.first
    said = speak(sentence(contrast), "en")
    assert said.startswith("A.L.I. would lower months without a home per person, in the 24 months after the scheduled")
    assert "compared with no new policy, in Padova, over 36 months" in said
    found = contrast.headline
    for value in (found.base, found.policy):
        assert f"{value:.2f}" in said
    italian = speak(sentence(contrast), "it")
    assert f"{found.base:.2f}".replace(".", ",") in italian
    assert "A.L.I. ridurrebbe" in italian


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (lambda n: np.where(np.arange(n) % 2, 1.0, -1.0), "no detectable difference"),
        (lambda n: np.zeros(n), "identical in all 16 worlds"),
        (lambda n: 1.0 + np.arange(n) / 100, "would raise"),
        (lambda n: -1.0 - np.arange(n) / 100, "would lower"),
        (lambda n: np.full(n, np.nan), "are not defined in any run"),
    ],
)
def test_never_a_claim_that_the_runs_do_not_carry(material, values, said):
    contrast = changed(material.first, "hm_strict_24", values(material.pairs))
    assert said in speak(sentence(contrast), "en")


def test_one_run_is_no_answer(material):
    contrast = material.first
    arms = [dataclasses.replace(arm, totals=arm.totals[:1]) for arm in (contrast.base, contrast.policy)]
    assert "One run gives no interval" in speak(sentence(Contrast(*arms)), "en")


def test_cash_by_payer_adds_up_to_the_net_cost(reports, material):
    # the fake engine spends 100 cents an action and month; its reception follows its series
    rows = table(reports["en"], "cash-0-1").rows
    assert isinstance(rows[-1][-1], Size)
    assert rows[-1][-1].found.mean == pytest.approx(sum(row[-1].found.mean for row in rows[:-1]))
    paid = material.options[0].payments
    assert rows[-1][-1].found.mean == pytest.approx(
        float((paid[1].cash.costs - paid[0].cash.costs).sum(axis=(1, 2)).mean())
    )


def test_costs_and_displacement_are_the_comparison_s(reports, material):
    rows = {speak(row[0], "en"): row for row in table(reports["en"], "money-0").rows}
    assert rows["Net cost"][4].found.mean == pytest.approx(COST)
    ratio = rows["Net cost for each homeless month averted (everybody)"][4].found.mean
    assert ratio == pytest.approx(COST / (REACHED * EFFECT - WORSE * HARM))
    others = {speak(row[0], "en"): row for row in table(reports["en"], "others-0").rows}
    assert others[speak(Words("who.displaced"), "en")][4].found.mean == pytest.approx(
        (WORSE * HARM + 3) / (REACHED * EFFECT)
    )


def test_planned_and_delivered(reports):
    first = table(reports["en"], "delivery-0").rows[0]
    assert [cell.value for cell in first[1:4] if isinstance(cell, Number)] == [360, 252, pytest.approx(70)]


def test_the_path_s_table_holds_the_figure_s_numbers(reports, material):
    rows = table(reports["en"], "path-table-0").rows
    assert len(rows) == 36
    columns = slice(0, 6)  # EL1 to EL6 come first in the series
    arms = [arm.series[:, -1, columns].sum(axis=1) for arm in (material.first.policy, material.first.base)]
    assert rows[-1][-1].found.mean == pytest.approx(float((arms[0] - arms[1]).mean()))


def test_the_ledger_finds_what_decides_and_says_what_chance_does(material):
    contrast, n = material.first, material.pairs
    values = np.random.default_rng(3).random((n, 30))
    drawn = Drawn(tuple(f"p{k}" for k in range(30)), values)
    decided = ledger(changed(contrast, "hm_strict_24", values[:, 7].argsort().argsort() - 7.5), drawn)
    assert decided is not None
    assert decided.doubts[0].name == "p7"
    assert decided.doubts[0].correlation == pytest.approx(1.0)
    assert decided.doubts[0].surely_turns
    assert [doubt.name for doubt in decided.sure] == ["p7"]
    assert decided.expected == pytest.approx(1.5)
    assert decided.all > decided.single > 0
    assert ledger(contrast, None) is None
    assert ledger(changed(contrast, "hm_strict_24", np.zeros(n)), drawn) is None


def test_no_world_no_order_among_assumptions(material):
    few = np.zeros(material.pairs)
    few[:3] = 1.0
    values = np.random.default_rng(3).random((material.pairs, 5))
    assert ledger(changed(material.first, "hm_strict_24", few), Drawn(tuple("abcde"), values)) is None


def test_failed_runs_are_said_in_their_place(material):
    failed = Tally(32, computed=31, failed={"key": Failed("division by zero", "")})
    block = section(dataclasses.replace(material, tally=failed)).blocks[0]
    assert isinstance(block, Paragraph)
    first = speak(block.text, "en")
    assert first.startswith("1 of 32 runs failed and are left out")
    assert "division by zero" in first


def test_illustrative_doses_and_assumptions_are_said_on_the_first_page(reports):
    said = paragraphs(reports["en"], "answer")
    assert "illustrative doses; not an evaluation of the project" in said
    assert "parameters of the model are assumptions" in said
    assert "left the territory by month 24" in said
    assert "the answer depends on the definition" in said


def test_a_thin_territory_is_said(material, monkeypatch):
    from approdo.viz.report import answer

    assert "thin" not in " ".join(speak(each, "en") for each in answer.cautions(material))
    monkeypatch.setattr(answer, "is_thin", lambda place: True)
    assert "Padova is a thin territory" in " ".join(speak(each, "en") for each in answer.cautions(material))


def test_without_the_runs_payments_are_missing_and_it_is_said(material):
    bare = dataclasses.replace(material, options=(dataclasses.replace(material.options[0], payments=(), drawn=None),))
    report = content(bare, COMMAND, "en", RUN)
    assert "cannot be given" in paragraphs(report, "costs")
    assert "no ledger" in paragraphs(report, "assumptions")


def test_both_checklists_are_filled(reports):
    for report in reports.values():
        assert len(table(report, "cheers").rows) == 28
        assert len(table(report, "stress").rows) == 23


def test_a_sign_that_changes_by_luck_is_no_dependence_on_the_definition(material):
    unclear = material.first
    for number, definition in enumerate(("strict", "lenient", "plus")):
        values = np.random.default_rng(number).normal(0.0, 1.0, material.pairs)
        values += 0.01 * (-1) ** number - values.mean()
        unclear = changed(unclear, unclear.outcome(definition), values)
    assert not unclear.depends_on_definition
    options = dataclasses.replace(material.options[0], contrasts=(unclear,))
    said = section(dataclasses.replace(material, options=(options,)))
    text = " ".join(speak(block.text, "en") for block in said.blocks if isinstance(block, Paragraph))
    assert "depends on the definition" not in text


def test_acceptability_adds_up_and_for_nothing_the_cheaper_one_is_best(reports, material):
    found = table(reports["en"], "acceptance-table-0")
    shares = np.array([[cell.value for cell in row[1:]] for row in found.rows])
    assert shares.sum(axis=1) == pytest.approx(100.0)
    cost = evaluation(material.options[0])[1].costs.sum(axis=(2, 3))
    assert shares[0, 1] == pytest.approx(100 * (cost[:, 1] < cost[:, 0]).mean())
    assert (np.diff(shares[:, 1]) >= -1e-9).all()


def test_a_zone_s_kind_is_said_once(reports):
    names = [speak(row[0], "it") for row in table(reports["it"], "zones").rows]
    assert not any("periphery" in name or name.startswith(("Belt", "Rural")) for name in names)
    assert len(set(names)) == len(names)


def test_departures_that_cannot_be_told_apart_are_not_said_to_change(material):
    by_chance = np.resize([1.0, -1.0], material.pairs)
    for values, said in ((by_chance, "no detectable difference in the share"), (by_chance + 9, "changes by")):
        gone = changed(material.first, "gone_24", values / 100)
        told = dataclasses.replace(material, options=(dataclasses.replace(material.options[0], contrasts=(gone,)),))
        words = " ".join(speak(each.text, "en") for each in section(told).blocks if isinstance(each, Paragraph))
        assert said in words


def test_an_effect_of_less_than_a_day_is_called_that(material):
    for months, said in ((-0.01, True), (-0.5, False)):
        found = changed(material.first, "hm_strict_24", months + np.resize([0.001, -0.001], material.pairs))
        told = dataclasses.replace(material, options=(dataclasses.replace(material.options[0], contrasts=(found,)),))
        words = " ".join(speak(each.text, "en") for each in section(told).blocks if isinstance(each, Paragraph))
        assert ("less than one day for each person" in words) == said


def test_what_stands_out_in_the_territory_s_data_is_in_the_report(reports):
    listed = table(reports["it"], "swot")
    place = load_territory("padova")
    simulated = {line.label_it for line in lines() if line.simulated}
    told = [speak(row[1], "it") for row in listed.rows]
    assert told
    assert not simulated & {each.removesuffix(" (~)") for each in told}
    assert len(told) == sum(each.verdict in KINDS for each in data_profile(place).places)


def test_shares_of_a_territory_are_in_per_cent_and_flags_in_words(reports):
    rows = {
        speak(row[0], "it"): [speak(cell, "it") for cell in row[1:4]] for row in table(reports["it"], "figures").rows
    }
    assert rows["Tasso di disoccupazione"][2] == "%"
    unemployment = load_territory("padova").figures["unemployment_rate"].value
    assert rows["Tasso di disoccupazione"][0].replace(",", ".") == f"{100 * unemployment:.2f}"
    assert rows["Città con edifici occupati"][0] in ("sì", "no")


def test_what_delivers_as_much_as_staff_can_is_held_back_by_nothing_else():
    half = Delivery("a", "tutoring", planned=100, delivered=48, in_time=48, spent=1, budget=None)
    assert binding(half, 0.5) == "delivery"
    assert binding(half, 0.7) == "people"
    assert binding(dataclasses.replace(half, in_time=99), 0.5) == "places"


def test_cost_per_stable_exit_divides_by_people_and_is_not_given_where_none_are_more(material):
    people = material.first.base.totals[:, TOTALS.index("index_people_24")]
    settled = changed(material.first, "stable_24", 2 / people + np.resize([0.001, -0.001], material.pairs))
    assert settled.cost_per_stable.mean == pytest.approx(COST / 2, rel=0.05)
    assert changed(material.first, "stable_24", np.zeros(material.pairs)).cost_per_stable.mean is None
