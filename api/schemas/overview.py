"""Numbers by day, for charts."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.base import QueryString, with_example
from tools.overview import Day

DECISIONS = {"crear": 3, "consultar": 2, "otro": 0}
DAY = {"fecha": "2026-01-08", "clientes": 3, "turnos": 5, "decisiones": DECISIONS}


class Decisions(BaseModel):
    """Cuántos mensajes hicieron qué."""

    model_config = ConfigDict(frozen=True)

    create: int = Field(alias="crear")
    query: int = Field(alias="consultar")
    other: int = Field(alias="otro")


class OverviewDay(BaseModel):
    """Lo que pasó en un día."""

    model_config = ConfigDict(frozen=True)

    on: date = Field(serialization_alias="fecha")
    clients: int = Field(serialization_alias="clientes", description="Los que se crearon.")
    turns: int = Field(
        serialization_alias="turnos", description="Mensajes atendidos en sesiones propias."
    )
    decisions: Decisions = Field(serialization_alias="decisiones")

    @classmethod
    def of(cls, day: Day) -> "OverviewDay":
        """The day as it goes out."""
        return cls(
            on=day.date,
            clients=day.clients,
            turns=sum(day.decisions.values()),
            decisions=Decisions.model_validate(dict.fromkeys(DECISIONS, 0) | day.decisions),
        )


class Overview(BaseModel):
    """Lo que pasó cada día, en orden; también los días en que no pasó nada."""

    model_config = with_example({"zona": "Europe/Madrid", "dias": [DAY]})

    zone: str = Field(
        serialization_alias="zona", description="La zona horaria en la que empieza cada día."
    )
    days: list[OverviewDay] = Field(serialization_alias="dias")

    @classmethod
    def of(cls, zone: str, days: Sequence[Day]) -> "Overview":
        """The days as they go out."""
        return cls(zone=zone, days=[OverviewDay.of(day) for day in days])


class OverviewSpan(QueryString):
    """The query string with the number of days."""

    days: int = Field(
        default=30,
        validation_alias="dias",
        ge=1,
        le=366,
        description="Cuántos días, contado el de hoy.",
    )
