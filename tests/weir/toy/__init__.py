"""A project of two code locations and six assets, to run the real commands on."""
