"""Labels of the codes of an office's tables."""

from dataclasses import dataclass

from approdo.calibration.pilot.schema import Code
from approdo.viz.report.pieces import Told


@dataclass(frozen=True)
class _Labelled:
    label_en: str
    label_it: str


def label(code: Code) -> Told:
    """Return what a code means, in the language of the document."""
    return Told(_Labelled(code.en, code.it))
