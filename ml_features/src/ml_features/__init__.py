"""Code location: features and the churn model."""
