"""What the last section of a document says about this time: all that may differ between two of the same results."""

import platform
from datetime import datetime
from typing import TYPE_CHECKING

from approdo.viz.cli.documents import versions

if TYPE_CHECKING:
    from approdo.experiments.runner import Tally


def about(now: datetime, tally: "Tally | None" = None) -> dict[str, str]:
    """Return values by the name of their word in ``report_run``, for `reproduce.run`.

    Args:
        now: when the document is made.
        tally: of what was simulated, if anything was.
    """
    simulated = {}
    if tally is not None:
        simulated = {
            "seconds": f"{tally.seconds:.1f}",
            "computed": str(tally.computed),
            "found": str(tally.found),
            "failed": str(len(tally.failed)),
            "workers": str(tally.workers),
        }
    return {
        "written": now.isoformat(),
        **simulated,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": ", ".join(f"{name} {version}" for name, version in versions().items()),
    }
