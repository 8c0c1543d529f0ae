"""Parameters that only the making of a world or of a programme reads: to change them in a month would change nothing.

Found by who reads them in the source of the model; a test compares.
"""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "population": """bonds_at_exit bridges_at_exit dmds_share dmds_vulnerability experience_at_exit language_at_exit
        language_spread men_agriculture men_construction men_industry men_services months_of_permit_left msna_share
        no_right_stay register_at_exit savings_at_exit start_employed start_housed start_permanent vulnerability_mean
        women_agriculture women_industry women_services""",
    "landlords": """prejudice_centre prejudice_mean prejudice_north prejudice_south prejudice_spread
        professional_dwellings professional_share professional_taste two_months_deposit""",
    "market": "accessible_rent_ratio accessible_share m2_base m2_per_room one_room rent_spread three_rooms two_rooms",
    "work": """accessible_jobs employer_bias_mean language_agriculture language_other language_services language_spread
        posts_per_employer rivals_per_opening wage_construction wage_domestic wage_industry wage_spread""",
    "sharing": "by_room room_premium",
    "supply": "renovation_consent",
    "owners": "outside",
    "rivals": "per_offer",
    "hosts": "background_share",
    "no_home": "shelter_beds_per_10k",
    "season": "incomers_per_10k",
    "programme": "delivery referral_months soft_delivery soft_referral start_up_months",
}
FIXED: Final = frozenset(f"{section}.{name}" for section, names in NAMES.items() for name in names.split())
