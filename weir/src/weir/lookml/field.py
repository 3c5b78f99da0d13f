"""Fields of a view: dimensions and measures."""

from dataclasses import dataclass, field
from typing import Literal

from weir.lookml.block import Block, Scalar
from weir.lookml.place import Place
from weir.lookml.value_format import PLAIN, ValueFormat, read_format

Kind = Literal["dimension", "measure"]

DIMENSION_TYPES = ("string", "number", "yesno")
MEASURE_TYPES = ("sum", "average", "min", "max", "count", "count_distinct", "number")
TIMEFRAMES = ("raw", "date", "week", "month", "quarter", "year")
SHARED_KEYS = ("type", "sql", "label", "description", "hidden", "value_format", "value_format_name")


@dataclass(frozen=True)
class Field:
    """A dimension or measure.

    Attributes:
        type: its LookML type; `time` for a timeframe of a dimension group.
        sql: as written, with `${…}` references.
        timeframe: for a dimension group's member, for example `month`.
        order_by: name of the dimension by which this one's values are sorted.
        filters: field name to filter expression; a measure counts matching rows alone.
    """

    view: str
    name: str
    kind: Kind
    type: str
    sql: Scalar
    label: str
    description: str
    format: ValueFormat
    place: Place
    timeframe: str | None = None
    order_by: Scalar | None = None
    filters: dict[str, Scalar] = field(default_factory=dict[str, Scalar])

    @property
    def id(self) -> str:
        """view.name, as dashboards write it."""
        return f"{self.view}.{self.name}"

    @property
    def is_measure(self) -> bool:
        """Whether it aggregates rows."""
        return self.kind == "measure"


def dimension(view: str, block: Block) -> Field:
    """A `dimension: name {…}`.

    Raises:
        WeirError: a key or type that is not supported, or SQL is missing.
    """
    block.only(*SHARED_KEYS, "primary_key", "order_by_field")
    return Field(
        view=view,
        name=block.name,
        kind="dimension",
        type=block.choice("type", *DIMENSION_TYPES, default="string"),
        sql=_sql(block),
        label=block.text("label", _title(block.name)),
        description=block.text("description"),
        format=read_format(block) or PLAIN,
        place=block.place,
        order_by=block.scalar("order_by_field"),
    )


def dimension_group(view: str, block: Block) -> list[Field]:
    """The members of a `dimension_group: name {…}`, one for each timeframe.

    Days are days of the business, decided in the marts: a time zone conversion by Looker would
    shift them, so `datatype: date` and `convert_tz: no` have to be written.

    Raises:
        WeirError: a key, type or timeframe that is not supported.
    """
    block.only("type", "timeframes", "datatype", "convert_tz", "sql", "label", "description")
    block.choice("type", "time")
    block.choice("datatype", "date")
    block.choice("convert_tz", "no")
    members: list[Field] = []
    for timeframe in block.texts("timeframes"):
        if timeframe.text not in TIMEFRAMES:
            raise timeframe.place.refuse(
                f"{block}: the timeframe {timeframe.text!r} is not supported",
                f"use {', '.join(TIMEFRAMES)}",
            )
        suffix = "" if timeframe.text == "raw" else f" {timeframe.text}"
        members.append(
            Field(
                view=view,
                name=f"{block.name}_{timeframe.text}",
                kind="dimension",
                type="time",
                sql=_sql(block),
                label=block.text("label", _title(block.name)) + suffix,
                description=block.text("description"),
                format=PLAIN,
                place=block.place,
                timeframe=timeframe.text,
            )
        )
    if not members:
        raise block.place.refuse(f"{block} has no timeframes", "add `timeframes: [date, month]`")
    return members


def measure(view: str, block: Block) -> Field:
    """A `measure: name {…}`.

    Raises:
        WeirError: a key or type that is not supported, SQL or the number format is missing.
    """
    block.only(*SHARED_KEYS, "filters")
    kind = block.choice("type", *MEASURE_TYPES)
    number_format = read_format(block)
    if number_format is None:
        raise block.place.refuse(
            f"{block} has no number format", "add `value_format_name:`, for example decimal_0"
        )
    filters = block.pairs("filters")
    if filters and kind == "number":
        raise block.at("filters").refuse(
            f"{block}: a measure of type number takes no filters",
            "filter the measures that its SQL refers to",
        )
    if kind == "count" and block.find("sql"):
        raise block.at("sql").refuse(f"{block}: a count takes no SQL", "use type: count_distinct")
    return Field(
        view=view,
        name=block.name,
        kind="measure",
        type=kind,
        sql=Scalar("", block.place) if kind == "count" else _sql(block),
        label=block.text("label", _title(block.name)),
        description=block.text("description"),
        format=number_format,
        place=block.place,
        filters=filters,
    )


def _sql(block: Block) -> Scalar:
    found = block.scalar("sql")
    if found is None:
        raise block.place.refuse(f"{block} has no SQL", "add `sql: ${TABLE}.column ;;`")
    return found


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
