"""The loyalty programme's system."""
