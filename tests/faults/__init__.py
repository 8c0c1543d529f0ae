"""What must hold when things go wrong: each promise of docs/reliability.md with the tests that try to break it."""
