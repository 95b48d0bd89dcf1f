"""What is said of changes, deletions and taking back, in Spanish and English."""

from graph.understanding.intents import Language

CHANGE_TEXTS: dict[Language, dict[str, str]] = {
    "es": {
        "changed": "✅ Cliente cambiado: {old} → {new}",
        "removed": "✅ Cliente borrado: {old}. Di «deshaz» para recuperarlo.",
        "propose_change": "No he cambiado nada todavía. ¿Lo cambio? {old} → {new}",
        "propose_remove": "No he borrado nada todavía. ¿Borro a {old}?",
        "propose_changes": "No he hecho nada todavía. ¿Hago estos {total} cambios?",
        "propose_removals": "No he borrado nada todavía. ¿Borro a estos {total} clientes?",
        "row_remove": "- Borrar a {old}",
        "which": "Pueden ser {total} clientes. ¿Cuál de ellos?",
        "ask_value": "¿Qué nombre o email nuevo le pongo a {old}?",
        "undone_crear": "↩️ Deshecho: {old} ya no está en el directorio.",
        "undone_borrar": "↩️ Deshecho: {new} vuelve a estar en el directorio.",
        "undone_unir": "↩️ Deshecho: {new} vuelve a estar como antes de unirlo.",
        "undone_cambiar": "↩️ Deshecho: {old} → {new}",
        "nothing_to_undo": "No queda nada que deshacer en esta conversación.",
        "undo_changed": "⚠️ No he deshecho nada: ese cliente ha cambiado después y es {now}.",
        "undo_gone": "⚠️ No he deshecho nada: ese cliente ya no está en el directorio.",
        "undo_taken": "⚠️ No he deshecho nada: el email {email} lo tiene ahora {holder}.",
        "changed_since": "⚠️ No he hecho nada con {old}: ha cambiado entretanto y es {now}.",
        "gone_since": "⚠️ No he hecho nada con {old}: ya no está en el directorio.",
        "change_taken": (
            "⚠️ No he cambiado a {name}: ya existe un cliente con el email {email}, {holder}."
        ),
        "taken": "⚠️ No he cambiado nada: ya existe un cliente con ese email, {about}.",
        "nobody": "No encuentro a ningún cliente «{about}».",
        "nobody_nameless": "No sé a qué cliente te refieres: dime su nombre o su email.",
        "too_many_meant": "Pueden ser {about} clientes: dime el nombre completo o el email.",
        "same": "{about} ya está así: no hay nada que cambiar.",
        "not_changed": "No he cambiado ni borrado a {about}.",
        "not_changed_nameless": "No he cambiado ni borrado a nadie.",
        "one_change": "De {about} no he cambiado nada: dímelo otra vez cuando acabemos con esto.",
        "one_change_nameless": "Una cosa cada vez: dime la otra cuando acabemos con esta.",
        "no_delete": "Tu clave no permite borrar clientes.",
        "say_undo": "No he deshecho nada. Para deshacer lo último, di «deshaz».",
        "left_as_is": "De acuerdo: lo dejo como está.",
        "nothing_pending": "No hay nada pendiente de confirmar.",
        "answered": "No hay nada pendiente de confirmar.",
        "kept": "De acuerdo: no cambio ni borro nada.",
        "changes": (
            "Cambio y borro clientes, uno o varios, y pregunto antes de hacerlo: «cambia el email "
            "de Ana a ana@example.com», «borra a Ana y a Luis». «Deshaz» deshace lo último."
        ),
        "unsupported": "Solo cambio o borro a quien me digas por su nombre o su email.",
    },
    "en": {
        "changed": "✅ Client changed: {old} → {new}",
        "removed": "✅ Client deleted: {old}. Say “undo” to get it back.",
        "propose_change": "Nothing is changed yet. Shall I change it? {old} → {new}",
        "propose_remove": "Nothing is deleted yet. Shall I delete {old}?",
        "propose_changes": "Nothing is done yet. Shall I make these {total} changes?",
        "propose_removals": "Nothing is deleted yet. Shall I delete these {total} clients?",
        "row_remove": "- Delete {old}",
        "which": "It may be one of {total} clients. Which one?",
        "ask_value": "What is the new name or email of {old}?",
        "undone_crear": "↩️ Undone: {old} is no longer in the directory.",
        "undone_borrar": "↩️ Undone: {new} is in the directory again.",
        "undone_unir": "↩️ Undone: {new} is as it was before the merge.",
        "undone_cambiar": "↩️ Undone: {old} → {new}",
        "nothing_to_undo": "There is nothing left to undo in this conversation.",
        "undo_changed": "⚠️ I did not undo anything: that client has changed since and is {now}.",
        "undo_gone": "⚠️ I did not undo anything: that client is no longer in the directory.",
        "undo_taken": "⚠️ I did not undo anything: {holder} has the email {email} now.",
        "changed_since": "⚠️ I did nothing to {old}: it has changed meanwhile and is {now}.",
        "gone_since": "⚠️ I did nothing to {old}: it is no longer in the directory.",
        "change_taken": (
            "⚠️ I did not change {name}: a client with the email {email} already exists, {holder}."
        ),
        "taken": "⚠️ I changed nothing: a client with that email already exists, {about}.",
        "nobody": "I cannot find any client “{about}”.",
        "nobody_nameless": "I do not know which client you mean: tell me the name or the email.",
        "too_many_meant": "It may be one of {about} clients: tell me the full name or the email.",
        "same": "{about} is like that already: there is nothing to change.",
        "not_changed": "I did not change or delete {about}.",
        "not_changed_nameless": "I did not change or delete anybody.",
        "one_change": "I changed nothing about {about}: tell me again when this one is done.",
        "one_change_nameless": "One thing at a time: tell me the other one when this one is done.",
        "no_delete": "Your key does not allow deleting clients.",
        "say_undo": "I did not undo anything. To take back the last change, say “undo”.",
        "left_as_is": "All right: I leave it as it is.",
        "nothing_pending": "There is nothing waiting for a yes.",
        "answered": "There is nothing waiting for a yes.",
        "kept": "All right: I do not change or delete anything.",
        "changes": (
            "I change and delete clients, one or several, and ask before I do: “change Ana's email "
            "to ana@example.com”, “delete Ana and Luis”. “Undo” takes back the last thing."
        ),
        "unsupported": "I only change or delete those whose name or email you tell me.",
    },
}
