def model(dbt, session):
    dbt.config(materialized="table")
    loans = dbt.ref("fct_loans")
    return loans.aggregate("member_id, sum(days) as days", "member_id")
