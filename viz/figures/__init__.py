"""One file a figure: computing apart from drawing, axes in, axes out; nothing here reads a store or opens a window."""

from typing import TYPE_CHECKING, Final

from approdo.model.errors import BadInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.answer import Comparison

FIGURES: Final = ("ethos_light", "cost_plane")


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
        name: of the figure: ``"ethos_light"``, or ``"cost_plane"`` (every package of the contrast's territory).
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
    from . import cost_plane, ethos_light

    if name == "cost_plane":
        place = answer.contrasts[contrast].policy.territory.id
        return cost_plane.draw(
            cost_plane.compute([each for each in answer.contrasts if each.policy.territory.id == place]), ax, language
        )
    return ethos_light.draw(ethos_light.compute(answer.contrasts[contrast], answer.request.seed), ax, language)
