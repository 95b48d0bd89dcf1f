"""The import of a file of clients: what is asked, and what becomes of its rows."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import Field

from api.schemas.base import Body, QueryString, with_example, with_header
from api.schemas.client_table import MARK, lines
from api.schemas.wire import EMAIL, NAME
from tools.directory.importing.columns import Role
from tools.directory.importing.files import ClientFile, Format
from tools.directory.importing.verdicts import Outcome, Reason, Verdict

SHOWN = 20
"""Rows of each outcome that a report shows."""
CLIPPED = 254
"""Characters of a value in a report."""
SURNAMES = "apellidos"
ROLE = rf"({NAME}|{SURNAMES}|{EMAIL})?"
COLUMNS = "columnas"
ROLES: dict[str, Role | None] = {NAME: "name", SURNAMES: "family", EMAIL: "email", "": None}
FIELDS: dict[Role | None, str] = {role: name for name, role in ROLES.items() if role}
State = Literal["nueva", "ya_esta", "no_valida", "repetida"]
OUTCOMES: dict[Outcome, State] = {
    "new": "nueva",
    "known": "ya_esta",
    "invalid": "no_valida",
    "repeated": "repetida",
}
REASONS: dict[Reason, str] = {
    "no_name": "Falta el nombre.",
    "no_email": "Falta el email.",
    "bad_name": "Debe tener de 1 a 200 caracteres visibles, con una letra o una cifra.",
    "bad_email": "No es una dirección de email válida.",
    "overlong": "La fila es demasiado larga, o le falta cerrar unas comillas.",
    "unreadable": "Tiene caracteres que no son de la codificación del archivo.",
}
ROW = {
    **{"fila": 3, "estado": "no_valida", NAME: "Luis", EMAIL: "luis@"},
    **{"campo": EMAIL, "motivo": REASONS["bad_email"]},
}
COLUMN = {"titulo": "Correo", "campo": EMAIL, "ejemplos": ["luis@"]}
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Gil\r\nEMAIL:ana@example.com\r\nEND:VCARD\r\n"
HEADINGS = ("fila", "motivo", NAME, EMAIL)
DISPOSITION = 'attachment; filename="no-importadas.csv"'
FINGERPRINT_FORM = "^[0-9a-f]{64}$"
FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class ImportQuery(QueryString):
    """How a file is imported."""

    token: str | None = Field(
        default=None,
        pattern=FINGERPRINT_FORM,
        description="El de la prueba de este archivo. Sin él solo se prueba.",
        examples=[FINGERPRINT],
    )
    columns: str | None = Field(
        default=None,
        validation_alias=COLUMNS,
        max_length=1_000,
        pattern=rf"^{ROLE}(,{ROLE})*$",
        description=(
            "Qué es cada columna, por orden: `nombre`, `apellidos`, `email`, o nada si no se lee. "
            "Varias columnas de nombre se juntan. Sin esto, lo dicen los títulos y el "
            "contenido."
        ),
        examples=["nombre,apellidos,,email"],
    )
    report: Literal["json", "csv"] = Field(
        default="json",
        validation_alias="informe",
        description="`json`: el resumen. `csv`: todas las filas que no se importan, con el motivo.",
    )

    @property
    def roles(self) -> list[Role | None] | None:
        """The columns as the reader takes them."""
        return None if self.columns is None else [ROLES[part] for part in self.columns.split(",")]


class ImportColumn(Body):
    """Una columna del archivo."""

    model_config = with_example(COLUMN)

    title: str | None = Field(serialization_alias="titulo", description="null sin fila de títulos.")
    role: str | None = Field(
        serialization_alias="campo",
        description="`nombre`, `apellidos`, `email`, o null: no se lee.",
    )
    examples: list[str] = Field(serialization_alias="ejemplos")


class ImportedRow(Body):
    """Una fila del archivo y lo que pasa con ella."""

    model_config = with_example(ROW)

    number: int = Field(
        serialization_alias="fila",
        description="Contando la de títulos y las vacías; en vCard, el número de la tarjeta.",
    )
    outcome: State = Field(
        serialization_alias="estado",
        description="`ya_esta`: un cliente tiene ese email; `repetida`: lo tiene otra fila antes.",
    )
    name: str = Field(serialization_alias=NAME)
    email: str = Field(serialization_alias=EMAIL)
    field: str | None = Field(serialization_alias="campo", description="El que no es válido.")
    reason: str | None = Field(serialization_alias="motivo", description="null en las nuevas.")

    @classmethod
    def of_verdict(cls, verdict: Verdict) -> Self:
        """The row as a report shows it, with its beginning if it is very long."""
        return cls(
            number=verdict.row.number,
            outcome=OUTCOMES[verdict.outcome],
            name=verdict.row.name[:CLIPPED],
            email=verdict.row.email[:CLIPPED],
            field=FIELDS[verdict.field] if verdict.field else None,
            reason=reason_of(verdict) or None,
        )


class ImportReport(Body):
    """Lo que se ha leído del archivo, y lo que pasa con sus filas."""

    model_config = with_example(
        {
            "prueba": True,
            "formato": "csv",
            "codificacion": "utf-8",
            "separador": ";",
            COLUMNS: [COLUMN],
            "total": 2,
            "nuevas": 1,
            "ya_estaban": 0,
            "no_validas": 1,
            "repetidas": 0,
            "filas": [ROW],
            "token": FINGERPRINT,
        }
    )

    trial: bool = Field(serialization_alias="prueba", description="Si no se ha creado nada.")
    format: Format = Field(serialization_alias="formato")
    encoding: str = Field(serialization_alias="codificacion")
    separator: str | None = Field(serialization_alias="separador", description="null en vCard.")
    columns: list[ImportColumn] = Field(serialization_alias=COLUMNS)
    total: int = Field(description="Filas que no están vacías, sin la de títulos.")
    new: int = Field(serialization_alias="nuevas", description="Creadas, o por crear si es prueba.")
    known: int = Field(serialization_alias="ya_estaban")
    invalid: int = Field(serialization_alias="no_validas")
    repeated: int = Field(serialization_alias="repetidas")
    rows: list[ImportedRow] = Field(
        serialization_alias="filas",
        description=f"Las primeras {SHOWN} filas de cada estado, por orden.",
    )
    token: str | None = Field(description="Para importar lo que se ha probado; null ya importado.")

    @classmethod
    def of_verdicts(
        cls, listed: ClientFile, verdicts: Iterable[Verdict], *, token: str | None
    ) -> Self:
        """The report on all rows; `token` is that of a trial."""
        counts, shown = Counter[Outcome](), []
        for verdict in verdicts:
            counts[verdict.outcome] += 1
            if counts[verdict.outcome] <= SHOWN:
                shown.append(ImportedRow.of_verdict(verdict))
        return cls(
            trial=token is not None,
            format=listed.format,
            encoding=listed.encoding,
            separator=listed.separator,
            columns=[
                ImportColumn(
                    title=column.title and column.title[:CLIPPED],
                    role=FIELDS.get(column.role),
                    examples=[cell[:CLIPPED] for cell in column.examples],
                )
                for column in listed.columns
            ],
            total=counts.total(),
            **{outcome: counts[outcome] for outcome in OUTCOMES},
            rows=shown,
            token=token,
        )


def reason_of(verdict: Verdict) -> str:
    """Why a row is not imported; empty if it is."""
    if verdict.reason:
        return REASONS[verdict.reason]
    if verdict.known:
        holder = verdict.known
        return f"Ya existe un cliente con ese email: {holder.name} (id {holder.id})."
    return f"El mismo email que la fila {verdict.same_as}." if verdict.same_as else ""


def rejected_heading() -> str:
    """The byte order mark and the headings of the table of rows that are not imported."""
    return MARK + lines([HEADINGS])


def rejected_rows(verdicts: Iterable[Verdict]) -> str:
    """A line for each row that is not imported; corrected, the table can be imported."""
    return lines(
        (str(each.row.number), reason_of(each), each.row.name, each.row.email)
        for each in verdicts
        if each.outcome != "new"
    )


REJECTED: dict[str, Any] = {
    "content": {
        "text/csv": {
            "schema": {"type": "string"},
            "example": lines([HEADINGS, ("3", REASONS["bad_email"], "Luis", "luis@")]),
        }
    }
} | with_header("Content-Disposition", "Con `informe=csv`, el nombre del archivo.", type="string")
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "El archivo tal cual, de 16 MiB a lo sumo.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": lines([(NAME, SURNAMES, EMAIL), ("Ana", "Gil", "ana@example.com")]),
            },
            "text/vcard": {
                "schema": {"type": "string"},
                "example": CARD,
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
FILE_TYPES = frozenset(FILE_BODY["requestBody"]["content"])
