"""Where the lines of an answer break."""

import numpy as np
import pytest

from approdo.experiments.page import Page
from approdo.experiments.telling import _other_way
from approdo.experiments.uncertainty import uncertainty


def test_in_a_file_prose_has_one_width_and_a_row_is_one_line():
    page = Page()
    assert page.row("a" * 90, "b" * 90) == ["a" * 90 + "b" * 90]
    assert [len(line) for line in page.prose("word " * 44)] == [109, 109]


def test_in_a_terminal_the_last_cell_goes_below_where_the_row_does_not_fit():
    assert Page(80).row("label  -0.2  [-1, +1]  ", "1 -> 2", 13) == ["label  -0.2  [-1, +1]  1 -> 2"]
    assert Page(40).row("label  -0.2  [-1, +1]  ", "123,456 -> 789,012", 13) == [
        "label  -0.2  [-1, +1]",
        "             123,456 -> 789,012",
    ]
    assert Page(30).row("label  -0.2  [-1, +1]  ", "123,456 -> 789,012   no difference", 13) == [
        "label  -0.2  [-1, +1]",
        "    123,456 -> 789,012   no",
        "    difference",
    ]


def test_prose_is_never_wider_than_one_can_read():
    assert max(len(line) for line in Page(300).prose("word " * 100)) <= 110
    assert Page(20).prose("one two three four five", "- ", "  ") == ["- one two three four", "  five"]
    assert Page(20).prose("") == []


@pytest.mark.parametrize(
    ("worlds", "told"),
    [
        ([-1.0, -2.0, -3.0, 1.0], "; in 25 % of worlds it raises them"),
        ([-1.0, -2.0, 0.0, 0.0], "; in none of 4 worlds it raises them"),
        ([0.0, 0.0], "; in none of 2 worlds it raises them"),
        ([], ""),
    ],
)
def test_worlds_that_go_the_other_way_are_counted_and_those_without_a_difference_are_not(worlds, told):
    assert _other_way(uncertainty(np.array(worlds)), "raises") == told
