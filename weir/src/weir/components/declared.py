"""What `defs.yaml` may say: unknown keys are refused by file, line and the nearest known key."""

import difflib
from collections.abc import Iterator
from typing import Any, Self, get_args

import dagster as dg
from pydantic import BaseModel, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from weir.errors import WeirError


class Declared(dg.Model):
    """A mapping in YAML. Dagster adds file and line to what is refused here."""

    @model_validator(mode="wrap")
    @classmethod
    def _suggest(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(data)
        except ValidationError as error:
            details = [_with_suggestion(cls, dict(line)) for line in error.errors()]
            raise ValidationError.from_exception_data(error.title, details) from None


class DeclaredComponent(dg.Component, Declared):
    """A component that is its own YAML schema: what is written is what it holds.

    Dagster's `Resolvable` would let every field be a template as well, and answer a misspelt key
    inside a mapping with one error for each way in which the field could have been meant.
    """

    @classmethod
    def get_model_cls(cls) -> type[BaseModel]:
        return cls

    @classmethod
    def load(cls, attributes: BaseModel | None, context: dg.ComponentLoadContext) -> Self:
        if isinstance(attributes, cls):
            return attributes
        needed = [name for name, field in cls.model_fields.items() if field.is_required()]
        raise WeirError(
            f"{cls.__name__} has no attributes",
            where=context.path,
            fix=f"write `attributes:` with at least {', '.join(needed)}",
        )


def _with_suggestion(model: type[BaseModel], line: dict[str, Any]) -> InitErrorDetails:
    """The error with the nearest key's name, if it is about an unknown key."""
    place: tuple[int | str, ...] = line["loc"]
    details = InitErrorDetails(
        type=line["type"], loc=place, input=line["input"], ctx=line.get("ctx", {})
    )
    if line["type"] != "extra_forbidden":
        return details
    known = known_keys(model, place[:-1])
    near = difflib.get_close_matches(str(place[-1]), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
    # Dagster rebuilds the errors by the name of their type, so it must be one of pydantic's own.
    details["type"] = "value_error"
    details["ctx"] = {"error": ValueError(f"unknown key {place[-1]!r}; {hint}")}
    return details


def known_keys(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The keys of a mapping that lies somewhere in another one.

    Args:
        place: the keys that lead to it.
    """
    for step in place:
        field = model.model_fields.get(str(step))
        model = next(_models(field.annotation), model) if field else model
    return sorted(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
