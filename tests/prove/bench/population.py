"""A made-up population: names, domains and dates that are skewed as real ones are.

The common first names and surnames are real; the long tail of surnames is composed of parts that
English and Spanish surnames have.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from sqlalchemy import insert

from tools.database.engine import Database
from tools.folding import fold
from tools.tables import clients, sessions

START = datetime(2023, 1, 1, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)
BATCH = 20_000
CLIENTS_PER_SESSION = 5
SESSIONS = 10_000


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words("""
María José Carmen Antonio Ana Juan Manuel Isabel Francisco Laura David Lucía Javier Marta Daniel
Cristina Jesús Pilar Carlos Elena Alejandro Sara Miguel Paula Rafael Raquel Pedro Dolores Pablo
Rosa Ángel Beatriz Sergio Mercedes Fernando Nuria Jorge Silvia Luis Julia Alberto Patricia Álvaro
Irene Diego Montserrat Adrián Andrea Raúl Alba Iván Rocío Enrique Teresa Ramón Mónica Vicente
Alicia Rubén Sonia Óscar Susana Andrés Yolanda Joaquín Sandra Santiago Marina Víctor Natalia
Eduardo Ángela Mario Inmaculada Roberto Eva Jaime Margarita Marcos Inés Ignacio Noelia Hugo Claudia
Alfonso Verónica Salvador Emilia Ricardo Lorena Mariano Nerea Emilio Esther Julián Gloria Tomás
Begoña Agustín Luisa Guillermo Fátima Gabriel Amparo Félix Ainhoa Gonzalo Lourdes Xavier Aurora
Ismael Martina Martín Núria Iñaki Íñigo Begoñe Ximena Valentina Camila Mateo Thiago Benjamín Renata
Sebastián Nicolás Samuel Lucas Leonardo Emiliano Regina Fernanda Guadalupe Itzel Abril Romina
James Mary Robert Patricia John Jennifer Michael Linda William Elizabeth Richard Barbara Joseph
Susan Thomas Jessica Charles Sarah Christopher Karen Matthew Lisa Anthony Nancy Mark Betty Donald
Margaret Steven Ashley Paul Kimberly Andrew Emily Joshua Donna Kenneth Michelle Kevin Carol Brian
Amanda George Melissa Edward Deborah Ronald Stephanie Timothy Rebecca Jason Laura Jeffrey Helen
Ryan Sharon Jacob Cynthia Gary Kathleen Nicholas Amy Eric Angela Jonathan Shirley Stephen Brenda
Larry Emma Justin Anna Scott Pamela Brandon Nicole Benjamin Samantha Frank Katherine Gregory
Christine Raymond Debra Alexander Rachel Patrick Carolyn Jack Janet Dennis Maria Jerry Olivia Tyler
Heather Aaron Helena Henry Diane Douglas Julie Nathan Joyce Peter Victoria Zachary Ruth Kyle Joan
Walter Virginia Ethan Lauren Jeremy Kelly Harold Christina Keith Joanna Noah Evelyn Roger Judith
Zoë Chloë René Åsa Jürgen Søren François Siân Niamh Seán
""")
COMMON = _words("""
García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández
Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez
Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez
Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores Prieto
Herrera Peña León Márquez Cabrera Gallego Calvo Vidal Campos Reyes Vega Fuentes Carrasco Díez
Aguilar Caballero Nieto Santana Pascual Herrero Montero Hidalgo Giménez Lorenzo Ibáñez Vargas
Santiago Arias Crespo Benítez Durán Ferrer Soto Rojas Parra Bravo Rivas Gallardo Velasco Esteban
Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Lee Thompson
White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker Hall
O'Neill O'Brien McDonald Li Ng Wu Núñez-Feijóo Ñandú Íñiguez Goñi Zúñiga Agüero Etxebarria
""")
ROOTS = _words("""
Black Brad Brook Burn Carl Clay Crow Dal East Elm Ever Far Ford Glen Gold Graf Hart Hazel Holl Kirk
Lang Mil Mont New North Oak Old Park Pem Pres Red Rich Rock Shel Silver Stan Stone Sut Thorn West
Win Wood Casa Monte Villa Campo Rio Valde Torre Puente Fuente Piedra Oliv Roble
""")
ENDS = _words("ton ford well man field wood ley by worth son ham berg nueva alta seca verde mar")
SURNAMES = [*COMMON, *(root + end for root in ROOTS for end in ENDS)]
BIG = ["gmail.com", "hotmail.com", "yahoo.es", "outlook.com", "icloud.com"]
OFFICES = [
    f"{root.lower()}{number}.{end}"
    for number, end in enumerate(("es", "com", "com.mx", "co.uk", "mail.acme.es"))
    for root in ROOTS[:39]
]
DOMAINS = [*BIG, *OFFICES]


def weights(count: int) -> list[float]:
    """Cumulative weights: the n-th is about n times rarer than the first."""
    return list(accumulate(1 / (rank + 2) for rank in range(count)))


FIRST_WEIGHTS, SURNAME_WEIGHTS = weights(len(FIRST)), weights(len(SURNAMES))
DOMAIN_WEIGHTS = list(accumulate([40, 12, 8, 7, 3] + [30 / len(OFFICES)] * len(OFFICES)))


def name(random: Random) -> str:
    """A first name, sometimes two, and one or two surnames."""
    first = random.choices(FIRST, cum_weights=FIRST_WEIGHTS, k=random.choice((1, 1, 1, 2)))
    last = random.choices(SURNAMES, cum_weights=SURNAME_WEIGHTS, k=random.choice((1, 2, 2)))
    return " ".join(first + last)


def people(count: int, random: Random) -> Iterator[dict[str, object]]:
    """Rows of the directory, in the order of their creation."""
    for number in range(count):
        full = name(random)
        folded = fold(full)
        domain = random.choices(DOMAINS, cum_weights=DOMAIN_WEIGHTS)[0]
        email = f"{folded.split()[0].replace(chr(39), '')}{number}@{domain}"
        by_conversation = number < SESSIONS * CLIENTS_PER_SESSION
        yield {
            "nombre": full,
            "email": email,
            "nombre_plegado": folded,
            "email_plegado": email,
            "dominio": domain,
            "creado": START + YEARS * (number / count),
            "session_id": f"session-{number // CLIENTS_PER_SESSION}" if by_conversation else None,
            "turno": 1 if by_conversation else None,
        }


def fill(database: Database, count: int, *, seed: int = 7) -> None:
    """Insert that many clients in bulk; triggers index their names."""
    rows = people(count, Random(seed))  # noqa: S311 - made-up people, no secrets
    opened = {"turnos": 1, "creada": START, "actividad": START}
    with database.write() as connection:
        made = min(SESSIONS, -(-count // CLIENTS_PER_SESSION))
        all_sessions = [opened | {"id": f"session-{number}"} for number in range(made)]
        connection.execute(insert(sessions), all_sessions)
    for start in range(0, count, BATCH):
        with database.write() as connection:
            batch = [next(rows) for _ in range(min(BATCH, count - start))]
            connection.execute(insert(clients), batch)
