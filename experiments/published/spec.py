"""What a file of a published study may say; every field is checked before anything runs."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from approdo.model.codes import Housing, Origin, Work
from approdo.model.trial import housing_codes, work_codes

Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Text = Annotated[str, Field(min_length=1)]
Months = Annotated[int, Field(ge=1, le=120)]
Finite = Annotated[float, Field(allow_inf_nan=False)]

HOUSING_GROUPS: Final = {
    "homeless": ("street", "shelter", "transitional", "institution", "informal", "hosted"),
    "stable": ("shared", "own", "social"),
    "titled": ("shared", "own", "social", "programme", "hosted_agreement"),
    "anywhere": tuple(state.name.lower() for state in Housing if state not in (Housing.EXPECTED, Housing.DEPARTED)),
    "outside_reception": tuple(
        state.name.lower()
        for state in Housing
        if state not in (Housing.EXPECTED, Housing.DEPARTED, Housing.RECEPTION, Housing.PROLONGED_RECEPTION)
    ),
}
WORK_GROUPS: Final = {
    "employed": ("undeclared", "seasonal", "fixed_term", "permanent"),
    "formal": ("seasonal", "fixed_term", "permanent"),
}
OF_LIVES: Final = ("share_of_months", "months", "all_months", "no_months", "all_or_no_months", "share", "top_share")


class Part(BaseModel):
    """A table of the file: nothing unknown, nothing converted, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Head(Part):
    """What the study is and where it was published.

    status: verified (read in a published document), derived (computed from published data), recalled, or own.
    """

    id: Name
    title: Text
    source: Text
    status: Literal["verified", "derived", "recalled", "own"]
    kind: Literal["lives", "replies", "queue"]
    about: Text
    fit: Text = "nothing is known against the setting"  # how far the model's setting is the study's
    not_yet: tuple[str, ...] = ()  # what the model cannot represent of it


class Setting(Part):
    """Where and when; parameters replace the model's, within their ranges."""

    territories: tuple[str, ...] = Field(min_length=1, max_length=30)
    start: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    months: Months = 1
    parameters: dict[str, float] = {}


class Sample(Part):
    """Who takes part: everybody who passes (as of a lever's eligibility), or `people` of them in each territory."""

    people: Annotated[int, Field(ge=1, le=100_000)] | None = None
    eligibility: dict[str, Any] = {}
    assignment: Literal["same_people", "lots"] = "same_people"


class Start(Part):
    """How they begin; what is not said stays as the burn-in left it. Money in EUR."""

    housing: dict[str, Share] = {}
    work: str | None = None
    support: Annotated[float, Field(ge=0, le=10_000)] | None = None
    support_months: Annotated[int, Field(ge=0, le=120)] = 0
    savings: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    homeless_months: Annotated[int, Field(ge=0, le=600)] | None = None
    vulnerability: Share | None = None

    @model_validator(mode="after")
    def known(self) -> Self:
        """Check the states and that the shares make a whole."""
        for state in self.housing:
            if state not in housing_codes():
                raise ValueError(f'housing "{state}", expected {", ".join(housing_codes())} (nobody begins in a home)')
        if self.housing and abs(sum(self.housing.values()) - 1.0) > 1e-6:
            raise ValueError(f"housing: the shares sum to {sum(self.housing.values()):g}, expected 1")
        if self.work is not None and self.work not in work_codes():
            raise ValueError(f'work "{self.work}", expected {" or ".join(work_codes())} (nobody begins in a job)')
        return self


class Applicant(Part):
    """Who writes to landlords. `native`: no distaste, and the belief `native_belief` instead of the group's."""

    native: bool = False
    native_belief: Share = 0.9
    origin: str = "north_africa_middle_east"
    payslip: bool = False
    income: Annotated[float, Field(ge=0, le=100_000)] = 0.0

    @model_validator(mode="after")
    def known(self) -> Self:
        """Check the origin."""
        names = [origin.name.lower() for origin in Origin]
        if self.origin not in names:
            raise ValueError(f'origin "{self.origin}", expected {", ".join(names)}')
        return self


class Arm(Part):
    """One arm: levers as in a package, or an applicant (kind replies).

    attrition: share lost to follow-up by the end; start: in the place of the study's, for this arm.
    """

    id: Name
    label: Text
    lever: tuple[dict[str, Any], ...] = ()
    package: str | None = None
    attrition: Annotated[float, Field(ge=0, le=0.99)] = 0.0
    start: Start | None = None
    applicant: Applicant | None = None


class Queue(Part):
    """A queue for homes: data file with steps of capacity, rates of a year, numbers at the start."""

    file: Text
    arrivals_per_year: tuple[Annotated[float, Field(ge=0, le=10_000)], ...] = Field(min_length=1)
    stay_years: Annotated[float, Field(gt=0, le=1000)]
    steps_per_year: Annotated[float, Field(ge=12, le=366)] = 12.0
    housed: Annotated[int, Field(ge=0, le=10_000)]
    unhoused: Annotated[int, Field(ge=0, le=10_000)]
    lets_with: dict[str, float] = {}  # parameters of the limit case, outside their ranges on purpose


class Measure(Part):
    """What is measured of an arm in one run.

    clock: `start` (1 = first recorded month), `exit` (0 = month of the scheduled exit), `entry` (0 = first month in
    the states, for those who were not in them in the first recorded month). at or first to last: months on that clock.
    """

    id: Name
    what: Literal[
        "share_of_months",
        "months",
        "all_months",
        "no_months",
        "all_or_no_months",
        "share",
        "top_share",
        "replies",
        "unsheltered",
    ]
    label: Text
    unit: Text = "share"
    table: Literal["housing", "work"] = "housing"
    states: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    clock: Literal["start", "exit", "entry"] = "start"
    first: Annotated[int, Field(ge=-120, le=600)] | None = None
    last: Annotated[int, Field(ge=-120, le=600)] | None = None
    departed: Literal["lost", "counted"] = "lost"
    top: Annotated[float, Field(gt=0, lt=1)] = 0.1
    territories: tuple[str, ...] = ()
    exit_from: Annotated[int, Field(ge=-120, le=120)] = -120  # month of the scheduled exit, from the study's start
    exit_to: Annotated[int, Field(ge=-120, le=120)] = 120
    year: Finite | None = None

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Check that the measure says all that its kind needs."""
        if self.what in OF_LIVES:
            if not self.states:
                raise ValueError(f'"{self.id}": states is missing')
            if self.first is None or self.last is None or self.first > self.last:
                raise ValueError(f'"{self.id}": first and last are needed, first at most last')
            if self.what == "share" and self.first != self.last:
                raise ValueError(f'"{self.id}": a share is of one month: first = last')
            names(self.states, self.table)
            names(self.among, "housing")
        if self.what == "unsheltered" and self.year is None:
            raise ValueError(f'"{self.id}": year is missing')
        return self


class Check(Part):
    """A published number and the band in which the simulated one should be.

    compare: `level` of an arm; `difference` or `ratio` of an arm and `against`; `closed`, the share of the gap between
    `arm` and `against` that is closed between `informed_arm` and `informed_against`.
    band_from: `published` (an interval of the source) or `ours` (a judgement). fitted: the model's numbers were or may
    be fitted to it (CAL).
    """

    id: Name
    label: Text
    measure: Name
    arm: Name
    compare: Literal["level", "difference", "ratio", "closed"] = "level"
    against: Name | None = None
    against_measure: Name | None = None
    informed_arm: Name | None = None
    informed_against: Name | None = None
    published: Finite | None = None
    band: tuple[Finite, Finite]
    band_from: Literal["published", "ours"]
    fitted: bool = False
    why: str = ""

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Check the band and that the comparison has both its sides."""
        if self.band[0] > self.band[1]:
            raise ValueError(f'"{self.id}": band = [{self.band[0]:g}, {self.band[1]:g}], expected low first')
        if self.compare in ("difference", "ratio") and self.against is None and self.against_measure is None:
            raise ValueError(f'"{self.id}": a {self.compare} needs against or against_measure')
        if self.compare == "closed" and None in (self.against, self.informed_arm, self.informed_against):
            raise ValueError(f'"{self.id}": closed needs against, informed_arm and informed_against')
        return self


class StudySpec(Part):
    """The whole file."""

    format: Literal[1]
    published: Head
    world: Setting
    sample: Sample = Sample()
    start: Start | None = None
    queue: Queue | None = None
    arm: tuple[Arm, ...] = Field(min_length=1, max_length=12)
    measure: tuple[Measure, ...] = Field(min_length=1)
    check: tuple[Check, ...] = Field(min_length=1)


def names(states: tuple[str, ...], table: str) -> frozenset[int]:
    """Return the codes of named states and groups of states.

    Raises:
        ValueError: a name that is none.
    """
    codes = Housing if table == "housing" else Work
    groups = HOUSING_GROUPS if table == "housing" else WORK_GROUPS
    known = {code.name.lower(): int(code) for code in codes}
    found: set[int] = set()
    for state in states:
        if state not in known and state not in groups:
            raise ValueError(f'{table} state "{state}", expected {", ".join([*known, *groups])}')
        found |= {known[each] for each in groups.get(state, (state,))}
    return frozenset(found)
