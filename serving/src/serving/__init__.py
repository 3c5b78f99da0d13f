"""Code location: dashboards and reverse ETL."""
