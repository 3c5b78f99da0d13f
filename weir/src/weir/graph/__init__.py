"""The merged graph of all code locations."""
