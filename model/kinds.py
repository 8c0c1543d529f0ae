"""The numbers of the policy mechanisms. Compiled kernels read them, stored results name them: never renumber."""

from typing import Final

RENT_SUBSIDY: Final = 0
DEPOSIT_ADVANCE: Final = 1
GUARANTEE_FUND: Final = 2
SOCIAL_AGENCY: Final = 3
RENOVATION: Final = 4
SHARED_HOUSING: Final = 5
TRANSITIONAL_HOUSING: Final = 6
TUTORING: Final = 7
LANGUAGE_COURSES: Final = 8
INTERNSHIPS: Final = 9
ORIENTATION_TRAINING: Final = 10
RECEPTION_EXTENSION: Final = 11
SHELTER_BEDS: Final = 12
EVICTION_PREVENTION: Final = 13
KINDS: Final = 14  # how many there are
