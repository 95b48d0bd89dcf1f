"""Every text that the assistant says, in Spanish and English."""

from graph.understanding.intents import Language

TEXTS: dict[Language, dict[str, str]] = {
    "es": {
        "created": "✅ Cliente creado: {name} ({email})",
        "looks_like": "⚠️ Se parece a {others}.",
        "meant_domain": "⚠️ ¿Querías decir {domain}?",
        "duplicate": (
            "⚠️ No he creado a {name}: ya existe un cliente con el email {email}, {holder}."
        ),
        "invalid_email": "⚠️ «{about}» no es un email válido.",
        "invalid_name": (
            "⚠️ Ese nombre no es válido: ha de tener entre 1 y 200 caracteres visibles."
        ),
        "ungrounded": (
            "⚠️ Solo registro nombres y emails que hayas escrito tú en esta conversación."
        ),
        "cancelled": "De acuerdo, cancelado: descarto el alta de {about}.",
        "cancelled_nameless": "De acuerdo, cancelado: descarto el alta.",
        "nothing_to_cancel": "No hay ningún alta pendiente que cancelar.",
        "not_done": "No he creado a {about}.",
        "not_done_nameless": "No he creado ningún cliente.",
        "left_out": (
            "A {about} le faltan datos; dímelo de nuevo cuando acabemos con el alta pendiente."
        ),
        "in_line": "Después te pregunto por {about}.",
        "too_many": "⚠️ No he creado a {about}: registro como máximo 20 clientes por mensaje.",
        "unread": "⚠️ No he leído {about} más: son demasiados para un mensaje.",
        "unread_nameless": (
            "⚠️ No he podido leer todo lo que pedías. Repite lo que falte, por favor."
        ),
        "ask_both": "¿Cuál es el nombre y el email del nuevo cliente?",
        "ask_email": "¿Cuál es el email de {name}?",
        "ask_name": "¿Cuál es el nombre del cliente con el email {email}?",
        "ask_candidate": "¿«{candidate}» es el nombre del cliente? Dime sí o no.",
        "remind_email_only": "Sigue pendiente un alta: falta el email.",
        "remind_name_only": "Sigue pendiente un alta: falta el nombre.",
        "remind_both": "Sigue pendiente un alta: faltan el nombre y el email.",
        "remind_email": "Sigue pendiente el alta de {name}: falta su email.",
        "remind_name": "Sigue pendiente el alta de {email}: falta su nombre.",
        "propose": "No he creado nada todavía. ¿Quieres que lo cree? {known}",
        "propose_all": "He leído {total} clientes y no he creado ninguno todavía. ¿Los creo?",
        "count_0": "No hay ningún cliente{criteria}.",
        "count_1": "Hay 1 cliente{criteria}.",
        "count_n": "Hay {total} clientes{criteria}.",
        "yes": "Sí:",
        "none": "No hay ningún cliente{criteria}.",
        "absent": "No, no hay ningún cliente{criteria}.",
        "none_at_all": "Todavía no hay ningún cliente.",
        "some": "Mostrados {shown} de {total}. Di «más» para ver los siguientes.",
        "no_more": "No hay más clientes que mostrar.",
        "nothing_shown": "No sé a qué clientes te refieres: todavía no he mostrado ninguno.",
        "no_such_position": "No hay ninguno en esa posición: solo {total}.",
        "none_before": "Antes no se registró a nadie.",
        "none_after": "Después no se ha registrado a nadie.",
        "since": "alta el {date}",
        "day": "{day} de {month} de {year}",
        "day_of_year": "{day} de {month}",
        "today": " con alta hoy",
        "yesterday": " con alta ayer",
        "this_week": " con alta esta semana",
        "last_week": " con alta la semana pasada",
        "this_month": " con alta este mes",
        "last_month": " con alta el mes pasado",
        "this_year": " con alta este año",
        "last_year": " con alta el año pasado",
        "months": (
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
            "diciembre"
        ),
        "with_text": " con «{0}» en el nombre",
        "with_part": " con «{0}» en el nombre o en el email",
        "with_email": " con el email {0}",
        "with_domain": " con email de {0}",
        "without_domain": " sin email de {0}",
        "nor_with_domain": " ni de ",
        "on_day": " con alta el {0}",
        "from_day": " con alta desde el {0}",
        "to_day": " con alta hasta el {0}",
        "between": " con alta entre el {0} y el {1}",
        "alike": " con el mismo nombre y apellido que otro",
        "here": " de esta conversación",
        "last_reply": (
            "⚠️ Esta conversación ha llegado a su límite de mensajes. Nada se pierde: para seguir, "
            "empieza otra."
        ),
        "greeting": "¡Hola! {help}",
        "thanks": "¡De nada! Aquí estoy para lo que necesites.",
        "farewell": "¡Hasta pronto!",
        "help": (
            "Puedo crear clientes con su nombre y su email («Crea un cliente llamado Juan con "
            "email juan@example.com») y "
            "consultarlos («Lista todos los clientes», «busca a Ana», «¿cuántos clientes hay?»). "
            "También los cambio («cambia el email de Ana a ana@example.com»), los borro («borra a "
            "Ana»), deshago lo último («deshaz») y recupero a quien se borró («recupera a Ana»)."
        ),
        "pending": "No hay ningún alta pendiente.",
        "needed": "De cada cliente guardo su nombre y su email, y no hay dos con el mismo email.",
        "declined": "De acuerdo: no he creado ningún cliente.",
        "off_topic": "De eso no puedo ayudarte. {help}",
        "unknown": "❓ No entendí la solicitud. {help}",
        "help_again": "Puedo crear clientes, consultarlos, cambiarlos y borrarlos, y deshacerlo.",
    },
    "en": {
        "created": "✅ Client created: {name} ({email})",
        "looks_like": "⚠️ It looks like {others}.",
        "meant_domain": "⚠️ Did you mean {domain}?",
        "duplicate": (
            "⚠️ I did not create {name}: a client with the email {email} already exists, {holder}."
        ),
        "invalid_email": "⚠️ “{about}” is not a valid email address.",
        "invalid_name": "⚠️ That name is not valid: it must have 1 to 200 visible characters.",
        "ungrounded": "⚠️ I only register names and emails that you wrote in this conversation.",
        "cancelled": "All right, cancelled: I dropped the registration of {about}.",
        "cancelled_nameless": "All right, cancelled: I dropped the registration.",
        "nothing_to_cancel": "There is no pending registration to cancel.",
        "not_done": "I did not create {about}.",
        "not_done_nameless": "I did not create any client.",
        "left_out": "{about} lacks data; tell me again when the pending registration is done.",
        "in_line": "I will ask about {about} next.",
        "too_many": "⚠️ I did not create {about}: I register at most 20 clients per message.",
        "unread": "⚠️ I did not read {about} more: they are too many for one message.",
        "unread_nameless": "⚠️ I could not read all that you asked for. Please repeat the rest.",
        "ask_both": "What are the name and the email of the new client?",
        "ask_email": "What is the email of {name}?",
        "ask_name": "What is the name of the client with the email {email}?",
        "ask_candidate": "Is “{candidate}” the client's name? Say yes or no.",
        "remind_email_only": "A registration is still pending: the email is missing.",
        "remind_name_only": "A registration is still pending: the name is missing.",
        "remind_both": "A registration is still pending: the name and the email are missing.",
        "remind_email": "The registration of {name} is still pending: the email is missing.",
        "remind_name": "The registration of {email} is still pending: the name is missing.",
        "propose": "I have not created anything yet. Do you want me to create it? {known}",
        "propose_all": "I read {total} clients and have not created any yet. Shall I create them?",
        "count_0": "There are no clients{criteria}.",
        "count_1": "There is 1 client{criteria}.",
        "count_n": "There are {total} clients{criteria}.",
        "yes": "Yes:",
        "none": "There are no clients{criteria}.",
        "absent": "No, there are no clients{criteria}.",
        "none_at_all": "There are no clients yet.",
        "some": "Shown {shown} of {total}. Say “more” to see the next ones.",
        "no_more": "There are no more clients to show.",
        "nothing_shown": "I do not know which clients you mean: I have not shown any yet.",
        "no_such_position": "There is none in that position, only {total}.",
        "none_before": "Nobody was registered before.",
        "none_after": "Nobody has been registered after.",
        "since": "created on {date}",
        "day": "{day} {month} {year}",
        "day_of_year": "{day} {month}",
        "today": " created today",
        "yesterday": " created yesterday",
        "this_week": " created this week",
        "last_week": " created last week",
        "this_month": " created this month",
        "last_month": " created last month",
        "this_year": " created this year",
        "last_year": " created last year",
        "months": (
            "January February March April May June July August September October November December"
        ),
        "with_text": " with “{0}” in the name",
        "with_part": " with “{0}” in the name or the email",
        "with_email": " with the email {0}",
        "with_domain": " with an email at {0}",
        "without_domain": " without an email at {0}",
        "nor_with_domain": " or ",
        "on_day": " created on {0}",
        "from_day": " created since {0}",
        "to_day": " created until {0}",
        "between": " created between {0} and {1}",
        "alike": " with the same full name as another one",
        "here": " created in this conversation",
        "last_reply": (
            "⚠️ This conversation has reached its limit of messages. Nothing is lost: to go on, "
            "start another one."
        ),
        "greeting": "Hello! {help}",
        "thanks": "You are welcome! I am here if you need anything else.",
        "farewell": "See you soon!",
        "help": (
            "I can create clients with their name and email (“Add a client named John with email "
            "john@example.com”) and find "
            "them (“List all clients”, “find Ana”, “how many clients are there?”). I also change "
            "them (“change Ana's email to ana@example.com”), delete them (“delete Ana”), take "
            "back the last thing (“undo”) and bring back who was deleted (“restore Ana”)."
        ),
        "pending": "No registration is pending.",
        "needed": "I keep each client's name and email, and no two clients share an email.",
        "declined": "All right: I have not created any client.",
        "off_topic": "I cannot help with that. {help}",
        "unknown": "❓ I did not understand the request. {help}",
        "help_again": "I can create clients, find, change and delete them, and take that back.",
    },
}
