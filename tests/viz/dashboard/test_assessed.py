"""The self-assessment on the screen: what is chosen is what is scored, saved and read again."""

import pytest

from approdo.experiments.assess.answers import filled
from approdo.model.errors import BadInput
from approdo.viz.dashboard import assessed


def test_what_is_chosen_is_what_is_answered():
    found = assessed.answers({"offer_rent": "3", "net_data": "na"}, 12, "Casa")
    assert found.levels == {"offer_rent": 3}
    assert found.not_applicable == ("net_data",)
    assert len(found.missing) == 36
    assert (found.people, found.name) == (12, "Casa")


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_is_saved_is_read_again(language):
    found = assessed.answers({"offer_rent": "0", "net_data": "na", "ctx_end": "4"}, 7, 'Casa "ponte" è\n')
    read = assessed.read(filled(found, language).encode())
    assert read.levels == found.levels
    assert (read.not_applicable, read.missing, read.people) == (found.not_applicable, found.missing, 7)
    assert read.project == 'Casa "ponte" è'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "no text in UTF-8"),
        (b"", "answers.toml:1: the file is empty"),
        (b"format = 1\n[levels]\noffer_rnt = 3\n", "Did you mean"),
        (b"#" * 70_000, "larger than 60 kB"),
    ],
)
def test_a_file_that_is_none_of_ours(content, said):
    with pytest.raises(BadInput) as error:
        assessed.read(content)
    assert said in str(error.value)
    assert "/tmp" not in str(error.value)


def test_the_radar_is_a_picture():
    assert b"<svg" in assessed.radar(assessed.answers({"offer_rent": "3"}, 20), "it")
