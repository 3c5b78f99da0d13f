"""One folder for each feature and model; its `defs.yaml` is its registration."""
