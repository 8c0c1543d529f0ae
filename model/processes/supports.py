"""What somebody has of the programme's supports: asked, given and ended here.

A kind that the programme has no action of has no row of its own, but shares row 0, where nothing is ever written.
"""

from ..kernel import kernel
from ..world import Supports


@kernel
def has_support(supports: Supports, kind: int, i: int) -> bool:
    """Say whether the person has a support of this kind."""
    return supports.left[supports.row[kind], i] > 0


@kernel
def months_left(supports: Supports, kind: int, i: int) -> int:
    """Return the months of support that are left: 0 none or over, -1 stopped."""
    return int(supports.left[supports.row[kind], i])


@kernel
def given_by(supports: Supports, kind: int, i: int) -> int:
    """Return the row of the action that gives, or gave, the support; -1 none."""
    return int(supports.by[supports.row[kind], i])


@kernel
def give_support(supports: Supports, kind: int, i: int, a: int, months: int) -> None:
    """Let action `a`, of this kind, support the person for some months."""
    row = supports.row[kind]
    supports.left[row, i] = months
    supports.by[row, i] = a
    supports.served[row, i] = 1


@kernel
def note_served(supports: Supports, kind: int, i: int) -> None:
    """Keep that the person has been served by an action of this kind: one episode each."""
    supports.served[supports.row[kind], i] = 1


@kernel
def end_support(supports: Supports, kind: int, i: int) -> None:
    """Take a support away, if there is one of this kind in the programme."""
    row = supports.row[kind]
    if row > 0:
        supports.left[row, i] = 0


@kernel
def end_supports(supports: Supports, i: int) -> None:
    """Take every support away from somebody who is gone."""
    for row in range(1, supports.left.shape[0]):
        supports.left[row, i] = 0
