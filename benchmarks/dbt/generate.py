"""A dbt project of any size: five layers, a fifth of the models tables, one test each."""

from pathlib import Path

LAYERS = 5
TABLES = 2  # the layer that is built as tables; all others are views
PER_FILE = 25  # models that one YAML file describes

PROJECT = """
name: generated
profile: generated
flags: {send_anonymous_usage_stats: false, require_generic_test_arguments_property: true}
models:
  generated:
    +schema: "{schema}"
    +materialized: view
    layer_2: {+materialized: table}
"""

PROFILE = """
generated:
  target: duckdb
  outputs:
    duckdb:
      type: duckdb
      path: "{{ env_var('WEIR_DUCKDB_PATH') }}"
      schema: main
      threads: 2
      settings: {memory_limit: 2GB, threads: 1}
"""

SCHEMA = """
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ custom_schema_name or target.schema }}
{%- endmacro %}
"""


def generate(folder: Path, models: int) -> None:
    """Write a project of `models` models (and as many tests) into `folder`."""
    _write(folder / "dbt_project.yml", PROJECT.replace("{schema}", "mart"))
    _write(folder / "profiles.yml", PROFILE)
    _write(folder / "macros" / "schema.sql", SCHEMA)
    layers = [range(n, models, LAYERS) for n in range(LAYERS)]
    for number, layer in enumerate(layers):
        for place, model in enumerate(layer):
            before = layers[number - 1] if number else range(0)
            parents = sorted({before[place % len(before)], before[place // 2]}) if before else []
            _write(folder / f"models/layer_{number}/{name(model)}.sql", _sql(model, parents))
        for start in range(0, len(layer), PER_FILE):
            described = "".join(_described(m) for m in layer[start : start + PER_FILE])
            _write(folder / f"models/layer_{number}/part_{start}.yml", f"models:\n{described}")


def name(model: int) -> str:
    """The name of a model, by its number."""
    return f"model_{model:05}"


def _sql(model: int, parents: list[int]) -> str:
    if not parents:
        return f"select {model} as id, date '2026-01-01' as day, 1.5 as amount\n"
    read = [f"{name(p)} as (\n    select * from {{{{ ref('{name(p)}') }}}}\n)" for p in parents]
    rows = " union all ".join(f"select id, day, amount from {name(p)}" for p in parents)
    return (
        f"with {', '.join(read)}, rows as ({rows})\n"
        f"select {model} as id, max(day) as day, sum(amount) as amount from rows\n"
    )


def _described(model: int) -> str:
    return (
        f"  - name: {name(model)}\n    description: Generated model {model}.\n"
        "    columns:\n      - name: id\n        data_type: integer\n"
        "        data_tests: [not_null]\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
