"""The self-assessment as a document: sections of pieces (`viz/report`) out of what `experiments/assess` found."""
