"""Scenarios that a visitor keeps: their own, bounded, never lost at once."""

import pytest

from approdo.model.errors import BadInput
from approdo.viz.dashboard import editing
from approdo.viz.dashboard.bench import first_bench
from approdo.viz.dashboard.saved import Shelf, shelf_path


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path / "scenarios.db", 3)
    yield made
    made.close()


def test_what_is_saved_comes_back(shelf, tmp_path):
    bench = editing.dose(first_bench(), "social_agency", "dwellings", 40)
    number = shelf.save("me", "  forty homes ", "for the council", bench)
    assert shelf.load("me", number) == bench
    shelf.close()
    again = Shelf(tmp_path / "scenarios.db", 3)
    assert [(each.name, each.note, each.deleted) for each in again.listed("me")] == [
        ("forty homes", "for the council", False)
    ]
    again.close()


def test_visitors_do_not_see_each_other(shelf):
    number = shelf.save("me", "mine", "", first_bench())
    assert shelf.listed("you") == []
    with pytest.raises(BadInput, match="gone"):
        shelf.load("you", number)
    shelf.mark("you", number, deleted=True)
    assert not shelf.listed("me")[0].deleted


def test_what_is_deleted_can_be_brought_back(shelf):
    number = shelf.save("me", "a", "", first_bench())
    shelf.mark("me", number, deleted=True)
    assert shelf.listed("me")[0].deleted
    assert shelf.load("me", number) == first_bench()
    shelf.mark("me", number, deleted=False)
    assert not shelf.listed("me")[0].deleted


def test_a_name_is_needed_and_their_number_is_bounded(shelf):
    with pytest.raises(BadInput, match="no_name"):
        shelf.save("me", "   ", "", first_bench())
    for number in range(3):
        shelf.save("me", f"{number}; DROP TABLE dashboard_scenario --", "x" * 5000, first_bench())
    with pytest.raises(BadInput, match="full"):
        shelf.save("me", "one more", "", first_bench())
    shelf.save("you", "another's", "", first_bench())


def test_where_they_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("APPRODO_SCENARIOS", str(tmp_path / "deep" / "s.db"))
    assert shelf_path() == tmp_path / "deep" / "s.db"
    assert (tmp_path / "deep").is_dir()
