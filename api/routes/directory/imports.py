"""POST /clientes/import: a file of clients, checked first and then added."""

from collections.abc import AsyncIterator, Iterable, Iterator
from io import BytesIO
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.requests import ClientDisconnect

from api.access.roles import WRITE, Caller
from api.edge.bodies import MEBIBYTE, TOO_LARGE, BoundedRoute
from api.edge.imports import ImportCutOff, Imports
from api.problems.problem import Problem
from api.problems.responses import documented, documented_as
from api.routes.dependencies import OpenAssistant, Writer
from api.routes.directory.downloads import CSV
from api.schemas.changes import ImportUndone
from api.schemas.imports import (
    DISPOSITION,
    FILE_BODY,
    FILE_TYPES,
    FINGERPRINT_FORM,
    REJECTED,
    ImportQuery,
    ImportReport,
    rejected_heading,
    rejected_rows,
)
from tools.database.engine import Database
from tools.directory.importing.files import ClientFile, open_list
from tools.directory.importing.importing import Writing, run_import
from tools.directory.importing.taking_back import TakenBack, importing, undo_import
from tools.directory.importing.verdicts import Verdict
from tools.errors import DatabaseUnavailable


class ImportRoute(BoundedRoute):
    """The route with a larger body, which may take longer."""

    max_body = 16 * MEBIBYTE
    body_within = 120.0


router = APIRouter(route_class=ImportRoute, tags=["Clientes"])
TOO_LONG = Problem(413, detail=TOO_LARGE.format(ImportRoute.max_body // MEBIBYTE))


async def file_sent(request: Request) -> None:
    """Refuse a body that another site's page can send without asking: of a form's types, or none.

    As JSON is protected by its type, so that no page fills a service on the visitor's own machine.
    """
    media_type, *_ = request.headers.get("content-type", "").split(";")
    if media_type.strip().lower() not in FILE_TYPES:
        raise RequestValidationError([{"type": "file_type", "loc": ("header", "Content-Type")}])


async def imports_of(request: Request) -> AsyncIterator[Imports]:
    """The application's imports, of which this is one until its answer is sent."""
    imports: Imports = request.app.state.imports
    with imports.one():
        yield imports


@router.post(
    "/clientes/import",
    dependencies=[Depends(WRITE), Depends(file_sent)],
    summary="Importar clientes",
    response_model=ImportReport,
    response_description="Lo que pasa con las filas del archivo",
    responses={200: REJECTED, **documented(408, 409, 422, 503), 413: documented_as(TOO_LONG)},
    openapi_extra=FILE_BODY,
)
async def import_clients(
    request: Request,
    assistant: OpenAssistant,
    query: Annotated[ImportQuery, Query()],
    writer: Writer,
    imports: Annotated[Imports, Depends(imports_of)],
) -> Response:
    """Prueba un archivo de clientes, o con el `token` de la prueba lo importa.

    CSV con cualquier separador, codificación y orden de columnas, con títulos o sin ellos, y vCard
    2.1, 3.0 y 4.0. La prueba no crea nada. Importar el mismo archivo otra vez no cambia nada, y una
    importación cortada sigue donde estaba cuando se envía otra vez.
    """
    file = await _received(request)
    origin = None
    if query.token:
        origin = Writing(assistant.now(), importing(writer, query.token))
    return await run_in_threadpool(_answer, assistant.database, file, query, origin, imports)


@router.post(
    "/clientes/import/{token}/deshacer",
    dependencies=[Depends(WRITE)],
    summary="Deshacer una importación",
    response_description="Lo que pasa con sus clientes",
    responses=documented(404, 413, 422, 503),
)
def undo_imported(
    assistant: OpenAssistant,
    token: Annotated[
        str, Path(pattern=FINGERPRINT_FORM, description="El de la prueba del archivo.")
    ],
    writer: Writer,
    caller: Caller,
    imports: Annotated[Imports, Depends(imports_of)],
) -> ImportUndone:
    """Quita los clientes que añadió la importación de un archivo, y que nadie ha cambiado después.

    Sin el rol admin, solo puede quien los importó. Si se corta, sigue donde estaba cuando se pide
    otra vez; pedirlo dos veces no cambia nada más.
    """
    writing, admin = Writing(assistant.now(), writer), "admin" in caller.roles
    undone = undo_import(assistant.database, token, writing, of_anybody=admin)
    return ImportUndone.of_batches(_undone(undone, imports))


def _undone(batches: Iterable[TakenBack], imports: Imports) -> Iterator[TakenBack]:
    for batch in batches:
        yield batch
        imports.go_on()


async def _received(request: Request) -> BytesIO:
    """The body, in memory: on the disk nothing would encrypt it."""
    file = BytesIO()
    try:
        async for part in request.stream():
            file.write(part)
    except ClientDisconnect as error:  # nobody reads the answer
        raise HTTPException(status.HTTP_408_REQUEST_TIMEOUT) from error
    return file


def _answer(
    database: Database,
    file: BytesIO,
    query: ImportQuery,
    writing: Writing | None,
    imports: Imports,
) -> Response:
    """Raises `NotAList`, `OtherFile`, `ImportCutOff` and outages."""
    listed = open_list(file, query.roles)
    if query.token:
        listed.refuse_other(query.token)
    batches = _batches(database, listed, writing, imports)
    if query.report == "csv":
        parts = map(rejected_rows, batches)
        begun = rejected_heading() + next(parts)  # an outage still becomes a problem
        return CSV(chain([begun], parts), headers={"Content-Disposition": DISPOSITION})
    token = None if query.token else listed.fingerprint()
    report = ImportReport.of_verdicts(listed, chain.from_iterable(batches), token=token)
    return Response(report.model_dump_json(by_alias=True), media_type="application/json")


def _batches(
    database: Database, listed: ClientFile, writing: Writing | None, imports: Imports
) -> Iterator[tuple[Verdict, ...]]:
    try:
        for batch in run_import(database, listed, writing):
            yield batch.verdicts
            imports.go_on()
    except DatabaseUnavailable as error:
        if writing is None:
            raise
        raise ImportCutOff("the business database is unavailable") from error
