"""The vocabularies of the model: what each small number in a column means. Stored results use them: never renumber."""

from enum import IntEnum
from typing import Final


class Housing(IntEnum):
    """Where a person slept on the last night of the month; everybody is in exactly one state."""

    EXPECTED = 0
    RECEPTION = 1
    STREET = 2
    SHELTER = 3
    TRANSITIONAL = 4
    INSTITUTION = 5
    INFORMAL = 6
    HOSTED = 7
    PROLONGED_RECEPTION = 8
    BED = 9
    PROGRAMME = 10
    HOSTED_AGREEMENT = 11
    SHARED = 12
    OWN = 13
    SOCIAL = 14
    DEPARTED = 15


class Permit(IntEnum):
    """Residence permit; NONE covers expired permits and people with no right to reception."""

    REFUGEE = 0
    SUBSIDIARY = 1
    SPECIAL = 2
    APPLICANT = 3
    NONE = 4


class Channel(IntEnum):
    """Reception channel a person leaves, or left."""

    CAS = 0
    SAI = 1
    MSNA = 2  # a SAI place for unaccompanied minors who have come of age
    DMDS = 3  # a SAI place for people with a mental or physical illness
    NONE = 4  # no right to reception, or reception left without a permit


class Family(IntEnum):
    """The household a person searches for a home with."""

    SINGLE = 0
    COUPLE = 1
    SINGLE_PARENT = 2
    FAMILY = 3


class Sex(IntEnum):
    """Sex of the adult."""

    MALE = 0
    FEMALE = 1


class ZoneKind(IntEnum):
    """Kind of zone inside a province."""

    CENTRE = 0
    SEMI_CENTRE = 1
    PERIPHERY = 2
    BELT = 3
    RURAL = 4


class Work(IntEnum):
    """Work state of the month."""

    INACTIVE = 0
    TRAINING = 1
    JOBSEEKER = 2
    INTERNSHIP = 3
    UNDECLARED = 4
    SEASONAL = 5
    FIXED_TERM = 6
    PERMANENT = 7


class AgeBand(IntEnum):
    """Age in bands, years."""

    AGE_18_24 = 0
    AGE_25_34 = 1
    AGE_35_49 = 2
    AGE_50_PLUS = 3


class Origin(IntEnum):
    """Region of origin. It enters only through how landlords and employers respond and where ties exist."""

    SUB_SAHARAN_AFRICA = 0
    NORTH_AFRICA_MIDDLE_EAST = 1
    SOUTH_ASIA = 2
    EASTERN_EUROPE = 3


class Schooling(IntEnum):
    """Highest level of schooling reached."""

    NONE = 0
    PRIMARY = 1
    SECONDARY = 2
    TERTIARY = 3


class Sector(IntEnum):
    """Work sector."""

    AGRICULTURE = 0
    INDUSTRY = 1
    CONSTRUCTION = 2
    SERVICES = 3
    DOMESTIC = 4


# ETHOS Light category (1-6) of each housing state, in the order of Housing; 0 = not homeless in that typology.
ETHOS_LIGHT: Final[tuple[int, ...]] = (0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0)
