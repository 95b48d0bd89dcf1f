"""Base classes and types of the schemas, and what documents them."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.schemas.wire import CURSOR

Searched = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
"""A text to search for."""
Cursor = Annotated[
    str | None,
    Field(validation_alias=CURSOR, description="El `siguiente` de la página anterior."),
]


def with_example(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a frozen model that is documented with this example."""
    return ConfigDict(frozen=True, json_schema_extra={"examples": [example]})


def with_header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    """The documentation of a response with this header; `schema` is that of the value."""
    return {"headers": {name: {"description": description, "schema": schema}}}


class Body(BaseModel):
    """A body of a response."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    @classmethod
    def of(cls, value: object) -> Self:
        """The body of a value whose attributes have the names of the fields."""
        return cls.model_validate(value)


class QueryString(BaseModel):
    """The parameters of a query string; empty values count as absent."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        """A repeated name that no schema has comes as a list."""
        return {n: v for n, v in given.items() if isinstance(v, list) or v.strip()}
