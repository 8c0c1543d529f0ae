"""Published studies as files: what was published, how to replay it in the model, and what came out."""
