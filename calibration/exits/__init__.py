"""Exits planner: expected exits from reception, from an office's own counts; and last year against the model."""
