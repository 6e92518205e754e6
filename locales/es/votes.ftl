# Propuestas y votaciones.

proposal-words = “{ $words }”
proposal-norm = Una norma: “{ $words }”
proposal-config =
    Un cambio en cómo vive la comunidad:
    { $rules }
proposal-config-short = Un cambio en cómo vive la comunidad
proposal-recall =
    Que { $name } deje de cuidar de la comunidad.
    { $words }
proposal-removal =
    Que { $name } deje de formar parte de la comunidad.
    { $words }
proposal-election = Que { $name } cuide de la comunidad: { $role }.
proposal-confirmation = Que { $name }, del grupo fundador, siga cuidando de la comunidad.
proposal-reopening = Volver a tratar lo que se decidió: “{ $words }”
proposal-by = { $name } propone:
proposal-by-several = Algunas personas proponen:
proposal-by-village = Toca decidir:

proposal-draft =
    Tu borrador. Nadie más lo ve todavía.
    { $what }
    Si quieres, háblalo antes en el grupo. Cuando la abras, se vota durante { $days ->
        [one] un día
       *[other] { $days } días
    }.
proposal-draft-consent =
    Tu borrador. Nadie más lo ve todavía.
    { $what }
    Cuando lo abras, preguntaré a quienes les toca decir.
proposal-draft-person =
    Tu borrador. Nadie más lo ve todavía.
    { $what }
    Trata de una persona: antes la apoyan otras tres en privado, y { $days ->
        [one] después de escucharla se vota durante un día
       *[other] después de escucharla se vota durante { $days } días
    }.
do-proposal-open = Abrir la votación
do-proposal-days = Otra duración
do-proposal-withdraw = Retirar
proposal-open =
    Está abierta hasta el { $closes }:
    { $what }
proposal-asked =
    He preguntado a quienes les toca decir:
    { $what }
proposal-seconding =
    { $what }
    Hace falta que otras { $count } personas la apoyen, en privado.
do-proposal-names = Decir más nombres
proposal-who-seconds = ¿Quién podría apoyarla? Mándame nombres, con comas. Hacen falta { $count }; a cada quien le pregunto en privado.
proposal-names-asked = Ya he preguntado. Si alguien prefiere que no, nadie se entera.
proposal-second-asked =
    { $name } te pregunta en privado si apoyas esto:
    { $what }
    Si no, déjalo estar. Nadie sabrá quién lo hizo.
do-proposal-second = Lo apoyo
proposal-seconded = Anotado. Nadie sabrá que has sido tú.
proposal-heard-first =
    { $what }
    Ya tiene apoyo. Ahora se escucha a la persona, y después se vota.
proposal-hearing =
    Algunas personas de { $village } proponen esto, y eres la primera persona en saberlo:
    { $what }
    Si quieres, responde con tus palabras; se verán junto a la votación. Se abre cuando lo hagas, o en { $days } días.
do-hearing-answer = Responder
do-hearing-none = No decir nada
proposal-answer-now = Mándame lo que quieras decir.
proposal-answered = Gracias. La votación se abre ahora.
proposal-hearing-over = La votación está abierta, o se ha retirado.
proposal-gone = Ya no hay nada que votar, así que lo he dejado.
proposal-withdrawn = La has retirado.
proposal-lapsed = Este borrador no se abrió nunca, así que lo he dejado.

vote-open =
    { $by }
    { $what }
    { $answer }
    Vota hasta el { $closes }. Solo tú ves lo que tocas, y puedes cambiarlo hasta entonces.
vote-open-typed =
    { $by }
    { $what }
    { $answer }
    Vota hasta el { $closes }. Aquí se ve quién toca qué, así que se vota en privado: escríbeme allí !votes.
vote-open-names =
    { $by }
    { $what }
    { $answer }
    Vota en la encuesta hasta el { $closes }. Se ve quién elige qué; cuentan quienes eran de la comunidad cuando se abrió.
poll-open =
    { $what }
    Los nombres se ven; todos los votos valen lo mismo.
poll-open-weighted =
    { $what }
    Los nombres se ven, y los votos pesan según la confianza: con muchas encuestas así se pueden deducir los pesos.
vote-answer = { $name } dice: “{ $words }”
do-ballot-yes = Sí
do-ballot-no = No
do-ballot-abstain = Me abstengo
ballot-noted = Anotado, solo para ti. Puedes cambiarlo hasta el { $closes }.
vote-ballot =
    Tu papeleta. Nadie más la ve.
    { $what }
    Puedes cambiarla hasta el { $closes }.
vote-remind =
    Por si quieres votar: esto se cierra el { $closes }.
    { $what }
vote-remind-poll =
    Por si quieres votar en la encuesta del grupo: se cierra el { $closes }.
    { $what }
refused-roll = Esta votación es para quienes eran de la comunidad cuando se abrió. En la próxima ya cuentas.
refused-vote-closed = Esta votación está cerrada. Gracias.

vote-closed =
    { $what }
    La votación está cerrada.
vote-withdrawn =
    { $what }
    Se ha retirado, y lo votado se ha olvidado.
vote-passed =
    Aprobado.
    { $what }
    { $took }
    { $then }
vote-passed-clearly =
    Aprobado con claridad.
    { $what }
    { $took }
    { $then }
vote-passed-narrowly =
    Aprobado por poco.
    { $what }
    { $took }
    { $then }
vote-not-passed =
    Esta vez no se aprueba. Habladlo un poco más.
    { $what }
    { $took }
    { $then }
vote-not-passed-clearly =
    No se aprueba, con claridad.
    { $what }
    { $took }
    { $then }
vote-not-passed-narrowly =
    No se aprueba, por poco. Habladlo un poco más.
    { $what }
    { $took }
    { $then }
vote-too-few =
    No se aprueba: ha participado poca gente para decidir. Se puede volver a proponer.
    { $what }
    { $took }
    { $then }
vote-took-part = Participación: { $count } de { $of }.
vote-then-norm = Vale desde ahora, y está en /config.
vote-then-later = Valdrá dentro de unas noches; entonces lo sabréis.
vote-then-refused = Algo ha cambiado entretanto y no se ha podido llevar a cabo.
vote-differs =
    La encuesta muestra otra cosa que lo que he contado:
    { $what }
    Cuento a quienes eran de la comunidad cuando se abrió y cuya respuesta me ha llegado.
vote-removed = { $village } ha decidido por votación que ya no formas parte de la comunidad. Si algo cambia, alguien de allí puede volver a abrirte la puerta. En /mydata está todo lo tuyo.

votes-open =
    Abierto en { $village }:
    { $votes }
votes-line-mine =
    • { $what }
    { "  " }Hasta el { $closes }. Espera tu voto.
votes-line-done =
    • { $what }
    { "  " }Hasta el { $closes }. Ya has votado.
votes-line-other =
    • { $what }
    { "  " }Hasta el { $closes }, para quienes eran de la comunidad cuando se abrió.
votes-none = No hay nada abierto en { $village }. Con /propose empieza algo; con /votes history se ve lo decidido.
do-votes-ballot-named = Votar: { $what }
votes-history =
    Lo que se ha decidido, lo más nuevo primero:
    { $votes }
votes-history-none = En { $village } todavía no se ha votado nada.
votes-past-passed = { $number }. Aprobado, { $closes }: { $what }
votes-past-not-passed = { $number }. No aprobado, { $closes }: { $what }
votes-past-too-few = { $number }. Participó poca gente, { $closes }: { $what }
do-proposal-reopen-named = Volver a tratar { $number }

refused-propose = Di qué propones, por ejemplo /propose Pintamos el cobertizo de verde. También puedes nombrar una regla, una norma o a alguien: /propose member_cap 100, /propose norma Silencio desde las diez, /propose revocar NOMBRE: por qué, /propose retirar NOMBRE: por qué.
refused-vote-days = Una votación está abierta de { $least } a { $most } días.
refused-propose-young = Eso se puede decidir cuando la comunidad esté abierta. Hasta entonces, propón con palabras.
refused-propose-many = Tienes { $most } propuestas en marcha. Deja que antes termine alguna.
refused-propose-again = Hace menos de { $days } días hubo una votación así. Se podrá volver a proponer más adelante.
refused-open-weighted = Las votaciones abiertas y con peso solo se eligen por votación, cuando la comunidad ya está abierta.

proposal-life =
    Cómo va esto: { $what }
    { $steps }
do-proposal-life-named = Cómo va: { $what }
life-line = • { $step }
life-line-here = → { $step } (aquí)
life-draft = Borrador, solo para su autoría
life-called = Lo piden las propias reglas de la comunidad
life-seconding = Otras tres personas la apoyan, en privado
life-hearing = Se escucha a la persona de quien trata
life-open = Se vota, hasta el { $day }
life-reminded = Un recordatorio a quien no ha votado
life-closed = Contada, y las papeletas olvidadas
life-applied = Si se aprobó, vale
