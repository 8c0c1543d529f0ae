"""A file of a study is read whole or refused with a place and a reason."""

import pytest

from approdo.experiments.published.reading import DATA, FOLDER, load_study, study_ids, study_names
from approdo.model.errors import BadInput
from tests.studies.small import TRIAL, changed, trial_file


def test_the_seven_studies_are_there_and_read():
    assert list(study_ids()) == ["ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "ST7"]
    for name in study_ids():
        study = load_study(name)
        assert study.id == name
        assert study.spec.published.source
        assert load_study(name.lower()) == study
    assert len(study_names()) == 7


def test_data_files_have_a_note_about_their_source():
    noted = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for path in DATA.glob("*.csv"):
        assert path.name in noted


def test_a_trial_with_arms_start_states_and_attrition_is_only_a_file(tmp_path):
    study = load_study(trial_file(tmp_path))
    assert [arm.id for arm in study.spec.arm] == ["usual", "help"]
    assert [len(levers) for levers in study.arms] == [0, 2]
    assert study.parameters["programme.delivery"] == 1.0
    assert study.folder == tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "help"\n', 'id = "usual"\n', ['a second arm "usual"', "trial.toml:36"]),
        ("street = 0.5,", "own = 0.5,", ['housing "own"', "nobody begins in a home", "trial.toml:2"]),
        ("street = 0.5,", "street = 0.6,", ["sum to 1.1"]),
        ('work = "inactive"', 'work = "permanent"', ["nobody begins in a job"]),
        ("attrition = 0.3", "attrition = 1.3", ["arm.0.attrition = 1.3", "0.99", "trial.toml:"]),
        ("attrition = 0.3", "atrition = 0.3", ["unknown field", 'Did you mean "attrition"?']),
        ('arm = "help"', 'arm = "hlep"', ['no such arm. Did you mean "help"?']),
        ('measure = "housed"', 'measure = "house"', ['no such measure. Did you mean "housed"?']),
        ("band = [0.2, 0.4]", "band = [0.4, 0.2]", ["expected low first"]),
        ("band = [0.2, 0.4]", "band = [0.2]", ["check.0.band"]),
        ("band = [0.2, 0.4]", "band = [nan, 0.4]", ["check.0.band"]),
        ('states = ["stable"]', 'states = ["stabel"]', ['housing state "stabel"', "stable"]),
        ('kind = "rent_subsidy"', 'kind = "rent_subsidee"', ['Did you mean "rent_subsidy"?', "trial.toml:41"]),
        ("places = 12\nshare", "places = -1\nshare", ["places = -1", "trial.toml:42"]),
        ('"sondrio"', '"sondria"', ['Did you mean "sondrio"?']),
        ('"programme.delivery" = 1.0', '"programme.delivry" = 1.0', ['Did you mean "programme.delivery"?']),
        ('"programme.delivery" = 1.0', '"programme.delivery" = 7.0', ["expected 0.4 to 1"]),
        ('family = "single"', 'origin = "eastern_europe"', ["nobody is chosen by origin"]),
        ("months = 6\n", "months = 0\n", ["world.months = 0"]),
        ('start = "2018-10"', 'start = "October"', ["world.start"]),
        ('kind = "lives"', 'kind = "queue"', ["[queue] table goes with"]),
        ('what = "share_of_months"', 'what = "unsheltered"', ["year is missing"]),
        ("first = 1\n", "first = 9\n", ["first at most last"]),
        ('against = "usual"\n', "", ["needs against"]),
        ("format = 1", "format = 2", ["expected 1"]),
        ('title = "A trial of ours"\n', "", ["published.title is missing"]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, said):
    with pytest.raises(BadInput) as told:
        load_study(changed(tmp_path, old, new))
    assert str(told.value).startswith(str(tmp_path / "trial.toml:"))
    for part in said:
        assert part in str(told.value)


def test_several_mistakes_are_told_at_once(tmp_path):
    path = trial_file(
        tmp_path, **{'arm = "help"': 'arm = "x"', 'kind = "rent_subsidy"': 'kind = "rent"', '"sondrio"': '"x"'}
    )
    with pytest.raises(BadInput) as told:
        load_study(path)
    assert len(str(told.value).split("\n")) == 3


def test_other_files_are_refused(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        load_study(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="Did you mean"):
        load_study("ST44")
    other = tmp_path / "study.toml"
    other.write_text('format = 1\n[study]\nname = "a sweep"\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"no \[published\] table"):
        load_study(other)


def test_built_in_files_are_named_after_their_ids():
    for path in FOLDER.glob("st*.toml"):
        assert f'id = "{path.stem.split("-")[0].upper()}"' in path.read_text(encoding="utf-8")
    assert "format = 1" in TRIAL
