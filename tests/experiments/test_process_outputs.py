"""The file of process outputs: read as written, and everything that is wrong with it at once."""

import pytest

from approdo.experiments.process_outputs import Output, load_outputs
from approdo.model.errors import BadInput

GOOD = """format = 1

[process]
as_of = "2024-02"

[[output]]
id = "networks"
planned = 5
reached = 6
source = "closing report"

[[output]]
id = "operators_public"
reached = 0
"""


def read(tmp_path, text):
    path = tmp_path / "process.toml"
    path.write_text(text, encoding="utf-8")
    return load_outputs(path)


def test_read_as_written(tmp_path):
    found = read(tmp_path, GOOD)
    assert found.as_of == 2024 * 12 + 1
    assert found.outputs == (Output("networks", 5, 6, "closing report"), Output("operators_public", None, 0))


def test_the_month_may_be_left_out(tmp_path):
    assert read(tmp_path, 'format = 1\n[[output]]\nid = "bodies"\nreached = 66\n').as_of is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "networks"', 'id = "network"', 'process.toml:7: id = "network". Did you mean "networks"?'),
        ("planned = 5", "planned = -1", "process.toml:8: planned = -1, expected a whole number"),
        ("planned = 5", "planned = 5.5", "expected a whole number"),
        ("planned = 5", "planned = true", "expected a whole number"),
        ("planned = 5", "target = 5", 'process.toml:8: unknown field "target"'),
        ("reached = 0", "", "neither planned nor reached"),
        ('"2024-02"', '"last winter"', "expected a month"),
        ('"operators_public"', '"networks"', "is there twice"),
        ('source = "closing report"', "source = 7", "source: expected a text"),
        ("[process]", "[proces]", 'unknown field "proces"'),
        ("format = 1", "format = 2", "expected 1"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, said):
    with pytest.raises(BadInput) as told:
        read(tmp_path, GOOD.replace(old, new))
    assert said in str(told.value)


@pytest.mark.parametrize("text", ["format = 1\n", "format = 1\noutput = 3\n", "format = 1\noutput = [3]\n", ""])
def test_a_file_without_outputs(tmp_path, text):
    with pytest.raises(BadInput):
        read(tmp_path, text)


def test_two_things_wrong_are_told_together(tmp_path):
    with pytest.raises(BadInput) as told:
        read(tmp_path, GOOD.replace("planned = 5", "planned = -1").replace('"operators_public"', '"cooks"'))
    assert len(str(told.value).splitlines()) == 2
