"""The revisions; revision N makes schema N out of schema N - 1."""
