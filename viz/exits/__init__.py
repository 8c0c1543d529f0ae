"""The exits planner and the back-cast as documents: an office's own counts, and what they say."""
