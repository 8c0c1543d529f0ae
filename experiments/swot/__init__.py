"""Territory profiles: strengths, weaknesses, opportunities and threats by rule, from data and a short simulation."""
