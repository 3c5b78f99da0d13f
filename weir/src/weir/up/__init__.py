"""The platform on one machine: its processes, and how they take up an edit."""
