"""What a dbt project costs through our component, through the stock one, and with dbt alone."""
