"""What stands beside the model is read from what was recorded, in every language."""

import json
from pathlib import Path

import approdo.calibration
from approdo.experiments.pattern_rules import PATTERNS
from approdo.experiments.published.verdicts import read_verdicts
from approdo.viz.dashboard.standing import fit, patterns, studies
from approdo.viz.words.patterns import again
from approdo.viz.words.tongue import tongue


def test_every_recorded_check_of_a_study_is_counted():
    verdicts = read_verdicts().values()
    assert sum(each.checks for each in studies()) == len(verdicts)
    assert sum(each.inside for each in studies()) == sum(each.inside is True for each in verdicts)
    assert all(each.free_inside <= each.free <= each.checks for each in studies())


def test_every_pattern_is_there_and_is_said_in_italian():
    assert {pattern.id for pattern, _ in patterns()} == {pattern.id for pattern in PATTERNS}
    for pattern in PATTERNS:
        assert again(pattern.says, "pattern", tongue("en")) == pattern.says
        assert again(pattern.says, "pattern", tongue("it")) != pattern.says


def test_the_fit_is_the_recorded_one():
    recorded = Path(approdo.calibration.__file__).parent / "defaults" / "fit.json"
    assert fit() == json.loads(recorded.read_text(encoding="utf-8"))
    for verdict in ("good", "weak", "do not use"):
        assert tongue("it").named("verdict", verdict) != verdict
