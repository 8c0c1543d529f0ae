"""Profiles as plain data, ready for JSON: the same for the same territories, runs and seed."""

from typing import Any

from .profile import Place, Profile
from .survey import Survey


def results(found: Survey) -> dict[str, Any]:
    """Return every profile with its peers, lines and what to try."""
    return {"profiles": [_profile(each) for each in found.profiles]}


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "territory": profile.territory.id,
        "thin": profile.thin,
        "peers": {
            "alike": list(profile.peers.alike),
            "neighbours": [
                {"territory": each.territory, "distance": each.distance} for each in profile.peers.neighbours
            ],
            "region": list(profile.peers.region),
        },
        "lines": [_place(each) for each in profile.places],
        "try": [
            {
                "internal": pair.internal.line.id,
                "external": [each.line.id for each in pair.externals],
                "lever": pair.lever,
                "package": pair.package,
            }
            for pair in profile.pairs
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    line, value = place.line, place.value
    made: dict[str, Any] = {
        "line": line.id,
        "label": line.label_en,
        "side": line.side,
        "better": line.better,
        "simulated": line.simulated,
        "entry": place.verdict,
        "sure": place.sure,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "region": place.region,
        "neighbours": place.neighbours,
        "quartile_low": place.low,
        "quartile_high": place.high,
        "peers_known": place.known,
        "rank": place.rank,
        "ranked": place.ranked,
    }
    return {**made, "why": value.why} if value.value is None else made
