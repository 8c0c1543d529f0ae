"""What the report cannot tell, and the ethics that hold for every use of it."""

from typing import Final

from .material import Material
from .pieces import Bullets, Paragraph, Section, Words

LIMITS: Final = ("effects", "shape", "leavers", "place", "person", "departed", "rules", "effort")
ETHICS: Final = ("person", "origin", "vulnerable", "security")


def section(material: Material) -> Section:
    """Return the section."""
    return Section(
        "limits",
        Words("report.limits"),
        (
            Bullets(tuple(Words(f"report_limit.{name}") for name in LIMITS)),
            Paragraph(Words("report.ethics")),
            Bullets(tuple(Words(f"report_ethics.{name}") for name in ETHICS)),
        ),
    )
