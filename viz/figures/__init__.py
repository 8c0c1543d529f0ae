"""One file a figure: computing apart from drawing, axes in, axes out; nothing here reads a store or opens a window."""

import io
from typing import TYPE_CHECKING, Any, Final

from approdo.model.errors import BadInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from approdo.experiments.answer import Comparison

FIGURES: Final = ("ethos_light", "cost_plane")


class Drawn(dict[str, "Axes"]):
    """The axes of a figure by name, and the figure."""

    @property
    def figure(self) -> "Figure":
        """The figure that all of the axes are in."""
        axes: Any = next(iter(self.values()))
        return axes.get_figure(root=True)  # type: ignore[no-any-return]

    def _repr_png_(self) -> bytes:
        """Show the figure in a notebook."""
        held = io.BytesIO()
        self.figure.savefig(held, format="png")
        return held.getvalue()


def plot(
    answer: "Comparison",
    name: str = "ethos_light",
    *,
    ax: "Axes | None" = None,
    contrast: int = 0,
    language: str = "en",
) -> Drawn:
    """Draw a figure of a comparison and return its axes by name, and the figure; a notebook shows it.

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
        here = [each for each in answer.contrasts if each.policy.territory.id == place]
        return Drawn(cost_plane.draw(cost_plane.compute(here), ax, language))
    return Drawn(ethos_light.draw(ethos_light.compute(answer.contrasts[contrast], answer.request.seed), ax, language))
