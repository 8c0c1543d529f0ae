"""One file a figure: computing apart from drawing, axes in, axes out; nothing here reads a store or opens a window."""

from typing import TYPE_CHECKING, Final

from approdo.model.errors import BadInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.answer import Comparison

FIGURES: Final = ("ethos_light",)


def plot(
    answer: "Comparison",
    name: str = "ethos_light",
    *,
    ax: "Axes | None" = None,
    contrast: int = 0,
    language: str = "en",
) -> "dict[str, Axes]":
    """Draw a figure of a comparison and return its axes by name; any of them leads to the figure.

    Args:
        answer: what `compare` returned.
        name: of the figure; there is ``"ethos_light"``.
        ax: drawn in the place of these axes (which go away); None for a figure of its own.
        contrast: which territory and package, if there are several.
        language: ``"en"`` or ``"it"``.

    Raises:
        BadInput: there is no such figure, contrast or language.
    """
    if name not in FIGURES:
        raise BadInput(f'figure "{name[:40]}": expected {" or ".join(FIGURES)}.')
    if not 0 <= contrast < len(answer.contrasts):
        raise BadInput(f"contrast = {contrast}, expected 0 to {len(answer.contrasts) - 1}.")
    from . import ethos_light

    return ethos_light.draw(ethos_light.compute(answer.contrasts[contrast], answer.request.seed), ax, language)
