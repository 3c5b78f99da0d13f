"""What a dbt project costs under Dagster: ours, the stock component and bare dbt side by side."""
