"""Posteriors are kept under an id of their content, and become parameters of the model."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.calibration.checks import BAD, GOOD
from approdo.calibration.posterior import DOCUMENT, DRAWS, Posterior, load_posterior, prior_rows
from approdo.calibration.priors import model_priors
from approdo.experiments.parameter_draws import posterior_draws, prior_draw
from approdo.model.engine import model_hash
from approdo.model.errors import BadInput, Failure
from approdo.model.parameters import defaults


@pytest.fixture
def posterior():
    priors = model_priors(["hosts.uptake", "tutoring.effect", "hosts.stay_months"], sites=3)
    return Posterior(priors, priors.draw(32, 1), {"priors": prior_rows(priors), "runs": 32})


def test_kept_and_read_again(posterior, tmp_path):
    folder = posterior.save(tmp_path / "posteriors")
    assert folder.name == posterior.id
    for name in (posterior.id, posterior.id[:6], str(folder)):
        again = load_posterior(name, tmp_path)
        assert again.id == posterior.id
        assert np.array_equal(again.draws, posterior.draws)
        assert again.priors == posterior.priors


def test_other_content_has_another_id(posterior):
    other = Posterior(posterior.priors, posterior.draws[::-1].copy(), posterior.document)
    assert other.id != posterior.id
    assert Posterior(posterior.priors, posterior.draws, {**posterior.document, "runs": 33}).id != posterior.id


def test_unknown_changed_and_broken_ones_are_told(posterior, tmp_path):
    with pytest.raises(BadInput, match="none is kept"):
        load_posterior("abc", tmp_path)
    folder = posterior.save(tmp_path / "posteriors")
    with pytest.raises(BadInput, match=posterior.id):
        load_posterior("zzz", tmp_path)
    with pytest.raises(BadInput, match="there is none"):
        load_posterior("", tmp_path)
    np.save(folder / DRAWS, posterior.draws * 0.5)
    with pytest.raises(Failure, match="changed"):
        load_posterior(posterior.id, tmp_path)
    (folder / DOCUMENT).write_text("{")
    with pytest.raises(Failure, match="cannot be read"):
        load_posterior(posterior.id, tmp_path)


def test_draws_are_legal_parameters_that_compare_takes(posterior):
    found = posterior.parameters()
    known = {row.name: row for row in defaults()}
    assert len(found) == 32
    for each in found:
        for name in ("hosts.uptake", "tutoring.effect", "hosts.stay_months"):
            assert known[name].low <= each[name] <= known[name].high
        assert each["hosts.stay_months"] == round(each["hosts.stay_months"])
        assert each["work.turnover"] == known["work.turnover"].value
    assert posterior_draws(posterior.id, found).at(33) is found[1]
    effects = [each["tutoring.effect"] for each in found]  # no deviation between territories
    assert effects == pytest.approx(posterior.values[:, posterior.priors.position("tutoring.effect")].tolist())
    uptake = [each["hosts.uptake"] for each in found]
    assert uptake != pytest.approx(posterior.values[:, posterior.priors.position("hosts.uptake")].tolist())


def test_what_was_not_fitted_is_drawn_from_its_prior_unless_fixed(posterior):
    """Else a comparison with a posterior would take every other assumption as known."""
    whole, drawn = posterior.parameters(), posterior.for_comparison(5)
    rows = [row for row in drawn.base.rows if row.status == "assumption" and row.low < row.high]
    for run in (0, 7, 40):
        found, prior = drawn.at(run), prior_draw(drawn.base, 5, run)
        for name in ("hosts.uptake", "tutoring.effect", "hosts.stay_months"):
            assert found[name] == whole[run % 32][name]
        for row in rows:
            if row.name not in posterior.priors.names:
                assert found[row.name] == prior[row.name]
    assert drawn.words == ["--posterior", posterior.id]
    fixed = posterior.for_comparison(5, "fixed")
    assert fixed.at(40).canonical() == whole[8].canonical()
    assert fixed.words == ["--posterior", posterior.id, "--parameters", "fixed"]
    assert fixed.canonical() != drawn.canonical()


def test_whoever_uses_a_posterior_is_told_what_it_is_worth(posterior):
    """A weak one, one of another model and one about nobody say so in every comparison; a good one says nothing."""
    good = {"checks": {"verdict": GOOD, "reasons": ["fine"]}, "model": model_hash(), "data": {"synthetic": False}}
    bad = {"checks": {"verdict": BAD, "reasons": ["too narrow"]}, "model": "old", "data": {"synthetic": True}}
    assert replace(posterior, document=good).for_comparison(1).caution == ""
    told = replace(posterior, document=bad).for_comparison(1, "fixed").caution
    assert told == (
        "do not use: too narrow; fitted with another version of the model; of a synthetic pilot, about nobody"
    )
