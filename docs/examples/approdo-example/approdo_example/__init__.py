"""What this package adds to Approdo; pyproject.toml names it."""
