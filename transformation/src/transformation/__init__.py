"""Code location: the dbt project in transform/."""
