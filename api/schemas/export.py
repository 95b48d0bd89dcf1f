"""The query string of an export."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FileFormat = Literal["jsonl", "markdown"]


class ExportQuery(BaseModel):
    """En qué formato se exporta."""

    model_config = ConfigDict(frozen=True)

    file_format: FileFormat = Field(
        default="jsonl",
        validation_alias="formato",
        description="`jsonl`: entera, para importarla en otro servicio. `markdown`: para leerla.",
    )
