"""Territory profiles as documents: sections of pieces (`viz/report`) out of what `experiments/swot` found."""
