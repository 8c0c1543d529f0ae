"""Exit guidelines as a document: what `experiments/guidelines` found, in templates filled with its numbers."""
