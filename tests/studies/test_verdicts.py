"""Each recorded verdict still stands, the page says what is recorded, and a miss that became a hit is told."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from approdo.experiments.pattern_verdicts import pattern_page, read_pattern_verdicts
from approdo.experiments.patterns import try_patterns
from approdo.experiments.published.page import page
from approdo.experiments.published.reading import load_study, study_ids
from approdo.experiments.published.verdicts import read_verdicts, updated, write_verdicts
from approdo.experiments.replay import RUNS, replay

ROOT = Path(__file__).parents[2]
# Few runs, so that the suite stays fast; the dear studies get the fewest.
FEW = {"ST1": 3, "ST2": 4, "ST3": 30, "ST4": 12, "ST5": 12, "ST6": 3, "ST7": 4}


@pytest.fixture(scope="module")
def verdicts():
    return read_verdicts()


def test_every_check_has_a_verdict(verdicts):
    checks = {(name, check.id) for name in study_ids() for check in load_study(name).spec.check}
    assert set(verdicts) == checks, "python -m tools.studies"


@pytest.mark.parametrize("name", study_ids())
def test_each_recorded_verdict_still_stands(name, verdicts):
    again(name, FEW[name], verdicts)


@pytest.mark.soak
@pytest.mark.parametrize("name", study_ids())
def test_each_recorded_verdict_still_stands_in_full(name, verdicts):
    again(name, RUNS, verdicts)


def again(name, runs, verdicts):
    for found in replay(load_study(name), runs=runs, workers=1).found:
        recorded = verdicts[name, found.check.id]
        if recorded.inside is None:
            assert found.inside is None
        else:
            told = f"{name} {found.check.id}: recorded {recorded.word}, now {found.simulated}: python -m tools.studies"
            assert not found.contradicts(recorded.inside), told


def results_change() -> str:
    """Return every part of the changelog under a heading Results change."""
    parts = re.split(r"^### ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "\n".join(part for part in parts if part.startswith("Results change"))


def test_a_miss_that_became_a_hit_is_told(verdicts):
    for verdict in verdicts.values():
        if verdict.became_a_hit:
            assert f"{verdict.study} {verdict.check}" in results_change()


def test_the_page_is_what_is_recorded(verdicts):
    written = page([load_study(name) for name in study_ids()], verdicts)
    assert (ROOT / "docs" / "reference" / "studies.md").read_text(encoding="utf-8") == written, (
        "python -m tools.studies --page"
    )


def test_a_verdict_keeps_its_history(tmp_path, verdicts):
    study = load_study("ST3")
    now = replay(study, runs=2, workers=1)
    kept = updated(verdicts, [now])
    assert set(kept) == set(verdicts)
    file = tmp_path / "verdicts.toml"
    write_verdicts(kept.values(), file)
    assert read_verdicts(file) == kept
    for found in now.found:
        words = kept["ST3", found.check.id].history
        assert words[-1] == {True: "inside", False: "outside", None: "undefined"}[found.inside]
        assert all(one != other for one, other in pairwise(words))


@pytest.fixture(scope="module")
def pattern_verdicts():
    return read_pattern_verdicts()


def test_the_page_of_patterns_is_what_is_recorded(pattern_verdicts):
    written = pattern_page(pattern_verdicts)
    assert (ROOT / "docs" / "reference" / "patterns.md").read_text(encoding="utf-8") == written, (
        "python -m tools.patterns --page"
    )


def patterns_again(territory, runs, pattern_verdicts):
    """The first pairs are those of the full count: their share must be one that the recorded share allows."""
    (place,) = try_patterns([territory], runs=runs, workers=1)
    for tried in place.tried:
        recorded = pattern_verdicts[territory, tried.pattern.id]
        if tried.holds is None or recorded.holds_low is None or recorded.holds_high is None:
            continue
        assert tried.holds.low <= recorded.holds_high, tried.pattern.id
        assert tried.holds.high >= recorded.holds_low, tried.pattern.id


def test_recorded_patterns_still_stand(pattern_verdicts):
    assert pattern_verdicts
    patterns_again("padova", 6, pattern_verdicts)


@pytest.mark.soak
def test_recorded_patterns_still_stand_in_full(pattern_verdicts):
    for territory in {territory for territory, _ in pattern_verdicts}:
        patterns_again(territory, 100, pattern_verdicts)
