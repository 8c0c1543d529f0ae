"""Economic evaluation: what a package costs whom, what it buys, and what it would be worth to know more."""
