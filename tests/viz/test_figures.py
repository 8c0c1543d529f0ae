"""The figure shows what was computed, in any place, and leaves no settings behind."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from approdo import plot
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import MONTHLY
from approdo.viz.figures import ethos_light, numbers, saving


@pytest.fixture(scope="module")
def data(answer):
    return ethos_light.compute(answer.contrasts[0], answer.request.seed)


def test_computed_lines_are_those_of_the_runs(answer, data):
    contrast = answer.contrasts[0]
    column = MONTHLY.index("el5")
    assert data.package["el5"].mean == pytest.approx(contrast.policy.series[:, :, column].mean(axis=0))
    low = np.percentile(contrast.base.series[:, :, column], 5, axis=0)
    assert data.base["el5"].low == pytest.approx(low)
    columns = [MONTHLY.index(name) for name in ethos_light.CATEGORIES]
    difference = contrast.policy.series[:, :, columns].sum(axis=2) - contrast.base.series[:, :, columns].sum(axis=2)
    assert data.difference.mean == pytest.approx(difference.mean(axis=0))
    assert (data.difference.low < data.difference.mean).all()
    assert data.ends == 2020 * 12 + 2  # March 2020


def test_every_panel_shows_both_arms(data):
    axes = ethos_light.draw(data)
    assert list(axes) == [*ethos_light.CATEGORIES, "difference"]
    for name in ethos_light.CATEGORIES:
        base, package = axes[name].lines[:2]
        assert base.get_ydata() == pytest.approx(data.base[name].mean)
        assert package.get_ydata() == pytest.approx(data.package[name].mean)
        assert base.get_marker() != package.get_marker()
        assert base.get_linewidth() != package.get_linewidth()
    shown = [line.get_ydata() for line in axes["difference"].lines]
    assert any(np.array_equal(line, data.difference.mean) for line in shown)


def test_the_caption_says_where_how_many_and_what_is_synthetic(data):
    for language, words in (("en", "Synthetic geometry"), ("it", "Geometria sintetica")):
        figure = ethos_light.draw(data, language=language)["el1"].figure
        caption = figure.get_supxlabel()
        for part in ("Padova", "8 ", "1", "1.0", words):
            assert part in caption


def test_drawn_in_the_place_of_other_axes(answer, data):
    figure = Figure()
    first, second = figure.subplots(1, 2)
    axes = plot(answer, "ethos_light", ax=second)
    assert first in figure.axes
    assert second not in figure.axes
    assert axes["difference"].get_figure(root=True) is figure
    free = Figure().add_axes((0.1, 0.1, 0.8, 0.8))
    drawn = plot(answer, ax=free)
    assert drawn.figure is drawn["el1"].get_figure(root=True)
    assert drawn._repr_png_().startswith(b"\x89PNG"), "a notebook shows it"


def test_drawing_changes_no_settings_and_no_pyplot_state(data):
    import matplotlib.pyplot as plt

    before = dict(mpl.rcParams)
    ethos_light.draw(data)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_the_same_figure_is_the_same_file(data, tmp_path, ending):
    for name in ("a", "b"):
        saving.save(ethos_light.draw(data)["el1"], tmp_path / f"{name}{ending}")
    first, second = ((tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
    assert len(first) > 5000
    if ending != ".svg":  # ids inside an SVG are drawn at random by matplotlib
        assert first == second


def test_a_category_that_nobody_is_in_says_so(data):
    nobody = ethos_light.Lines(*(np.zeros(36),) * 3)
    empty = ethos_light.EthosLight(
        **{**data.__dict__, "base": {**data.base, "el3": nobody}, "package": {**data.package, "el3": nobody}}
    )
    axes = ethos_light.draw(empty)
    assert [text.get_text() for text in axes["el3"].texts] == ["nobody"]
    assert not list(axes["el1"].texts)


def test_one_run_has_lines_without_a_band(data, tmp_path):
    nan = np.full(36, np.nan)
    lonely = ethos_light.EthosLight(
        **{**data.__dict__, "difference": ethos_light.Lines(data.difference.mean, nan, nan)}
    )
    axes = ethos_light.draw(lonely)
    assert axes["difference"].get_legend() is None
    saving.save(axes["difference"], tmp_path / "a.png")


def test_what_cannot_be_drawn_is_said(answer, tmp_path):
    with pytest.raises(BadInput, match="expected ethos_light"):
        plot(answer, "pie")
    with pytest.raises(BadInput, match="contrast = 3, expected 0 to 0"):
        plot(answer, contrast=3)
    with pytest.raises(BadInput, match=r"ends in .png"):
        saving.check_format(tmp_path / "a.gif")
    with pytest.raises(Failure, match="cannot be written"):
        saving.save(plot(answer)["el1"], tmp_path / "none" / "a.png")


@pytest.mark.parametrize(
    ("language", "values", "written"),
    [
        ("it", [-0.05, 0.0, 0.025], ["−0,050", "0,000", "0,025"]),
        ("it", [0.0, 1500.0, 3000.0], ["0", "1.500", "3.000"]),
        ("en", [-0.3 + 0.1, -0.0, 0.1], ["−0.2", "0.0", "0.1"]),
        ("en", [0.0, 25000.0], ["0", "25,000"]),
    ],
)
def test_an_axis_writes_numbers_as_its_reader_does_with_the_same_decimals(language, values, written):
    assert numbers.Numbers(language).format_ticks(values) == written


def test_the_difference_has_the_decimal_comma_in_italian(data):
    axes = ethos_light.draw(data, language="it")
    axes["difference"].figure.canvas.draw()
    ticks = [tick.get_text() for tick in axes["difference"].get_yticklabels()]
    assert any("," in tick for tick in ticks)
    assert not any("." in tick for tick in ticks)
