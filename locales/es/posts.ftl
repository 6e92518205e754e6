# Una petición o un ofrecimiento, tal como lo ve quien lo hizo.

type-borrow = préstamo
type-ride = viaje
type-errand = encargo
type-care = cuidados
type-repair = arreglo
type-skill = saber hacer
type-company = compañía
type-meal = comida
type-other = ayuda
type-named = { $name }

post-what = { $what }
post-when = { $when }
post-where = { $where }
post-quantity = { $number } en total
post-places = hacen falta { $number } personas
post-weekly = cada semana
post-fortnightly = cada dos semanas
post-urgent = urgente

ask-what = ¿Qué necesitas, y para cuándo? Basta con un mensaje.
offer-what = ¿Qué te gustaría ofrecer? Basta con un mensaje.

post-confirm-request =
    He oído: { $facts }
    { $question }
    { $wishes }
    ¿Pregunto en { $village }? Preguntaría de { $wave } en { $wave }, a { $most } como mucho, y diría { $told }. Tus palabras exactas solo le llegan a quien ayude.
post-confirm-offer =
    He oído un ofrecimiento: { $facts }
    { $question }
    { $wishes }
    ¿Lo muestro una vez en { $village }, y aviso a quien le haga falta?
post-missing-what = ¿Qué es exactamente? Pulsa “Cambiar” y dímelo en pocas palabras.
post-missing-when = ¿Para cuándo sería? Con un día o una hora es más fácil decir que sí: pulsa “Cambiar”, o déjalo abierto.
post-confirm-past =
    Entendí: { $facts }
    { $question }
    Ese momento ya pasó. Pulsa “Cambiar” y dime el correcto.
do-post-confirm = Sí, pregunta
do-post-confirm-offer = Sí, muéstralo
do-post-change = Cambiar
do-post-first = Preguntar primero a una persona
do-post-nameless = Con o sin mi nombre
do-post-not = No es una petición
do-post-not-offer = No es un ofrecimiento
do-post-drop = Dejarlo
do-post-drop-offer = Retirarlo
do-post-drop-named = Dejar: { $what }
do-post-room = Preguntar en el grupo
do-post-keep = Seguir buscando
do-post-renew = Sigue en pie
do-post-enough = Ya somos suficientes
do-post-standing = Una vez, o hasta que lo retire
do-post-again = Preguntar otra vez
do-post-stop = Que no se repita

post-first-whom = ¿A quién pregunto primero? Escribe su nombre. Las demás personas se enteran más tarde, y su respuesta no la oye nadie más.
post-asks-first = Primero preguntaría solo a { $name }, y a otras personas al cabo de un rato.
post-told = quién pide, qué, y más o menos dónde y cuándo
post-told-nameless = qué, y más o menos dónde y cuándo
post-takes-several = Seguiría preguntando hasta que { $number } personas digan que sí. Tú decides sobre cada una.
post-comes-again = Se repite: cada vez preguntaría de nuevo, hasta que lo pares.
post-stands = Sigue en pie hasta que lo retires, para quien lo necesite; cada vez decides tú.
post-asks-known = Como se trata de la casa, los cuidados o las llaves de alguien, solo preguntaría a gente conectada contigo. Mientras { $village } sea joven, puede que aún no haya nadie; entonces puedes preguntar en el grupo.
post-without-name = No diría tu nombre: solo lo sabe quien ayude.
post-confirmed = Me pongo a ello.
post-confirmed-offer = ¡Gracias! Ya lo he mostrado.
post-change = ¿Cómo debería quedar? Escríbelo en un solo mensaje.
post-changed = Cambiado: mira el mensaje más nuevo.
post-not = Perdona la interrupción. Ya lo he olvidado.
post-asking = { $facts }
    Estoy preguntando, con discreción. Te escribo cuando alguien pueda.
post-offered = { $facts }
    Tu ofrecimiento sigue en pie. Te escribo cuando a alguien le venga bien.
post-filling = { $facts }
    Ya hay { $found } de { $places }. Sigo preguntando, con discreción.
post-nobody-more = { $facts }
    Ya hay { $found } de { $places }; por ahora nadie más estaba libre. ¿Qué prefieres?
post-enough-noted = Bien. Ya no pregunto más.
post-full = { $facts }
    Ya no pregunto más. Quien ya tiene tu sí viene igualmente.
post-again = Vuelve a tocar: { $facts }
    Estoy preguntando, con discreción. Te escribo cuando alguien pueda.
post-again-whether = Esta vez nadie estaba libre, lo siento: { $facts }. ¿Pregunto otra vez para la próxima?
post-skipped = { $facts }
    Esta vez no, entonces. Para la próxima vuelvo a preguntar.
post-stopped = { $facts }
    Esto ya no se repite.
post-stopped-answer = No se repetirá. Lo que está en marcha sigue.
post-agreed = { $facts }
    Ya hay acuerdo. Los detalles van en su propio mensaje.
post-in-room = { $facts }
    He preguntado en el grupo. Te escribo cuando alguien pueda.
post-renewed = { $facts }
    Bien, sigue en pie.
post-nobody = { $facts }
    Por ahora nadie estaba libre. ¿Qué prefieres?
post-dropped = { $facts }
    Retirado.
post-dropped-answer = Hecho. Lo he retirado.
post-expired = { $facts }
    Esto ha terminado.
post-expired-notice = El momento ya pasó, y no salió nada: { $facts }. Lo siento. Puedes volver a decirlo cuando quieras.
post-renew = ¿Sigue en pie? { $facts }

post-waits-at-door = Todavía no formas parte de { $village }: he preguntado a quienes cuidan de ella. Cuando hayas entrado, pulsa otra vez “Sí, pregunta”.
post-held = { $facts }
    Alguien que cuida de la comunidad lo ve primero. Te escribo cuando salga.
post-held-noted = Gracias. Alguien lo mira primero.
post-approval = { $name } querría enviar esto en { $village }: { $facts }
do-post-approve = Que salga
do-post-refuse = Esto no
post-approved = Ya ha salido: { $facts }
post-approved-noted = Ya ha salido.
post-refused = No sale: { $facts }
post-refused-noted = Anotado.
post-approval-over = Retirado por quien lo envió.
post-not-let-out = Esto no ha salido: { $facts }. A quienes cuidan de la comunidad les pareció que su lugar es otro. Puedes decirlo de otra manera, o hablar con alguien de ese grupo.

post-room-request = A { $name } le vendría bien una mano: { $facts }
post-room-nameless = A alguien le vendría bien una mano: { $facts }
post-room-offer = { $name } ofrece: { $facts }
post-room-settled = Esto ya está resuelto. Gracias a todo el mundo.

mine-nothing = No tienes nada en marcha.
mine-all = { $lines }
mine-request-draft = • Espera tu confirmación: { $facts }
mine-request-waiting = • Alguien lo mira primero: { $facts }
mine-offer-waiting = • Alguien lo mira primero: { $facts }
mine-request-open = • Estoy preguntando: { $facts }
mine-filling = • Sigo preguntando, ya hay { $found } de { $places }: { $facts }
mine-offer-draft = • Espera tu confirmación: { $facts }
mine-offer-open = • Ofrecido: { $facts }
mine-ask = • Se te ha preguntado: { $facts }
mine-exchange = • Con { $other }: { $facts }

cancel-nothing = No tienes nada que cancelar.
cancel-which = ¿Cuál cancelo?

refused-too-long = Es un poco largo. Que no pase de { $most } caracteres, por favor.
refused-past = Ese momento ya pasó. Pulsa “Cambiar” y dime el correcto.
refused-open-requests = Tienes { $most } peticiones abiertas, todas las que tu comunidad permite a la vez. Deja alguna con /mine y vuelve a pedir.
refused-requests-per-week = Has pedido tantas veces como permite tu comunidad: { $most } por semana. Inténtalo de nuevo en unos días.
refused-exchange-running = Esto ya está acordado con alguien. Si al final no puede ser, pulsa “Cancelar” en el mensaje correspondiente.
refused-own-post = Eso es tuyo.
