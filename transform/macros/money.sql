{#- Money is integer cents up to the marts, and exact dollars in them. -#}
{% macro dollars(cents) -%}
    cast({{ cents }} / 100 as numeric(18, 2))
{%- endmacro %}

{#- Cents of an amount in an account's currency, rounded row by row: sums then add up to the cent. -#}
{% macro cents(amount, rate) -%}
    cast(round({{ amount }} * {{ rate }} * 100) as bigint)
{%- endmacro %}
