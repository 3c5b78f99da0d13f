"""The churn model: trained here, kept in the registry."""
