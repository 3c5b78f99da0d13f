"""The SQL that compares a mart with the ledger.

DuckDB and BigQuery read it alike but for two spellings, `quote` and `digest`. Only declared
properties are compared: a new model version or load time in the mart sends nobody anew.
"""

from weir.components.audience.declaration import Declaration
from weir.components.audience.ledger import LEFT
from weir.warehouse import Warehouse


def columns(declaration: Declaration) -> list[str]:
    """Every column of the mart that is read."""
    return [declaration.id_column, *declaration.rows, *declaration.sent.values()]


def quote(dialect: str, column: str) -> str:
    """A column's name, quoted."""
    mark = "`" if dialect == "bigquery" else '"'
    return f"{mark}{column}{mark}"


def digest(dialect: str, text: str) -> str:
    """Hexadecimal MD5 of a text; BigQuery's function returns bytes."""
    return f"to_hex(md5({text}))" if dialect == "bigquery" else f"md5({text})"


def members_sql(declaration: Declaration, warehouse: Warehouse) -> str:
    """A query of the members: their id and, as text, each property as it would be sent.

    A missing value is sent as an empty text, which is how HubSpot's contacts API clears one.
    """
    column = {c: quote(warehouse.dialect, c) for c in columns(declaration)}
    values = "".join(
        f", coalesce(cast({column[source]} as string), '') as p_{name}"
        for name, source in declaration.sent.items()
    )
    filters = " and ".join(
        f"cast({column[name]} as string) = '{value}'" for name, value in declaration.rows.items()
    )
    return (
        f"select cast({column[declaration.id_column]} as string) as customer_id{values} "
        f"from {warehouse.name(declaration.table)}{f' where {filters}' if filters else ''}"
    )


def plan_sql(declaration: Declaration, warehouse: Warehouse, ledger: str) -> str:
    """A query with one row per member and per known customer: what is, what should be, what to do.

    `target` is the hash of what should be sent (each property's name and value with its length,
    so that no two different contents read alike), or 'left'.
    """
    parts = [f"'{declaration.membership}'"]
    for name in declaration.sent:
        parts += [f"' {name}='", f"cast(length(p_{name}) as string)", "':'", f"p_{name}"]
    target = digest(warehouse.dialect, f"concat({', '.join(parts)})")
    values = "".join(f", coalesce(w.p_{name}, '') as p_{name}" for name in declaration.sent)
    return (
        f"with members as ({members_sql(declaration, warehouse)}), "
        f"wanted as (select *, {target} as target from members), "
        f"known as (select * from {ledger} where audience = '{declaration.name}'), "
        "compared as (select coalesce(w.customer_id, k.customer_id) as customer_id, "
        f"coalesce(w.target, '{LEFT}') as target, w.customer_id is not null as is_member, "
        "k.acknowledged, coalesce(k.status, '') as status, coalesce(k.target, '') as tried, "
        f"case when k.target = coalesce(w.target, '{LEFT}') then k.attempts else 0 end as attempts"
        f"{values} from wanted as w full outer join known as k on w.customer_id = k.customer_id), "
        f"judged as (select *, target <> coalesce(acknowledged, '{LEFT}') as differs, "
        f"status = 'rejected' and tried = target and attempts >= {declaration.max_attempts} "
        "as is_given_up from compared) "
        "select *, status = 'sending' or (differs and not is_given_up) as is_pending, "
        "case when not is_member then 'removed' when acknowledged is null then 'added' "
        "else 'changed' end as kind from judged"
    )
