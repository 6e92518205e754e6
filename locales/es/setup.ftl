# Poner en marcha una comunidad: las preguntas, sus respuestas, el grupo fundador.

do-setup-begin = Poner en marcha esta comunidad
setup-privately = Hagámoslo en privado: mira nuestro propio chat.
setup-running = { $name } está poniendo en marcha { $village } ahora mismo. Puedes seguir en su lugar.
do-setup-take-over = Seguir en su lugar
setup-place =
    Pongamos en marcha { $village }. Son unos pocos toques, y puedes cambiar cualquier respuesta.
    Primero, ¿dónde está?
    { $rules }
do-setup-answer-place-right = Así está bien
do-setup-answer-place-language = Otro idioma
do-setup-answer-place-zone = Otra zona horaria
do-setup-answer-place-country = Decir el país
do-setup-room = Este es un grupo de { $village }
setup-which-zone = ¿Qué zona horaria? Por ejemplo America/Lima.
setup-which-country = ¿Qué país? Sus dos letras, como ES o PE.
setup-whom = ¿Para quién es?
do-setup-answer-whom-just-us = Solo para este grupo
do-setup-answer-whom-neighbourhood = Para el barrio
do-setup-answer-whom-anyone = Para cualquiera
do-setup-template = Partir de { $title }
setup-newcomers = ¿Cómo empieza quien llega?
do-setup-answer-newcomers-takes-time = La confianza lleva tiempo
do-setup-answer-newcomers-cautious = Con prudencia
do-setup-answer-newcomers-open-arms = Con los brazos abiertos
setup-bonds = ¿Qué lazos importan?
do-setup-answer-bonds-deep = Los hondos
do-setup-answer-bonds-mix = Un poco de todo
do-setup-answer-bonds-wide = Una red amplia
setup-asking = Alguien pide, alguien ayuda: ¿qué cuenta?
do-setup-answer-asking-givers = Cuenta más quien da
do-setup-answer-asking-balanced = En equilibrio
do-setup-answer-asking-brave = Pedir es de valientes
setup-memory = ¿Cuánto recuerda la comunidad?
do-setup-answer-memory-long = Mucho tiempo
do-setup-answer-memory-seasonal = Por temporadas
do-setup-answer-memory-present = El presente
setup-villages = ¿Cuánto vale la palabra de otra comunidad?
do-setup-answer-villages-own = Conocemos a quien conocemos
do-setup-answer-villages-letter = Una carta ayuda
do-setup-answer-villages-friends = La amistad de la amistad
do-setup-back = Atrás
setup-review =
    Así viviría { $village }:
    { $rules }
    Toca un tipo de ayuda para quitarlo o ponerlo. Todo se puede cambiar después con /set.
do-setup-type-in = ✓ { $type }
do-setup-type-out = { $type }
type-line = { $name } ×{ $times }
type-line-plain = { $name }
do-setup-apply = Usar estas reglas
setup-applied = { $village } ya tiene sus propias reglas. Con /config las ve cualquier integrante.
setup-founders =
    { $chosen ->
        [0] ¿Quién cuida contigo de { $village }? Elige a cuatro o cinco personas: pulsa un nombre, o escribe nombres separados por comas.
       *[other] Contigo: { $names }. Cuatro o cinco en total.
    }
    Se le pregunta a cada persona en privado, y cualquiera puede decir que no.
do-setup-founder = { $name }
do-setup-unfound = Elegir de nuevo
do-setup-open = Abrir la comunidad
setup-open = { $village } está abierta. Formas parte de su grupo fundador desde el primer momento; cuando haya tres personas, cuidarán de ella en común. Con /setup se ve quién está.
setup-open-noted = ¡La comunidad está abierta!
community-open = { $village } está abierta. Ya tiene sus propias reglas: con /config las ve cualquier integrante. ¿Quién más se apunta?
setup-room-bound = Este grupo ya es un grupo de { $village }. Cualquiera de aquí puede decir que se apunta.
founder-group =
    Grupo fundador de { $village }: { $names }.
    { $room ->
        [yes] Mientras haya sitio puedes preguntar a alguien más.
       *[no] { "" }
    }
founder-named = Le preguntaré a { $name }, en privado.
founder-wanted = { $name } te pide que formes parte del grupo fundador de { $village }: cinco o seis personas que cuidan de ella al principio, dejan entrar a quien llega y acuerdan sus reglas. ¿Te gustaría? De un no nadie se entera.
do-founder-accept = Sí, con gusto
do-founder-decline = Mejor no
founder-accepted = ¡Gracias! Formas parte del grupo fundador de { $village }.
founder-in = Formas parte del grupo fundador de { $village }. Con /help se ve lo que puedes hacer.
founder-declined = Está bien. Nadie se entera.
founder-out = No formas parte del grupo fundador de { $village }. Está bien así.
founder-roles-begin = A partir de ahora, { $names } cuidan de { $village }.
governance-mature = { $village } ha madurado: se cuenta con quienes cuidan de ella, y decide sus reglas a su manera.
governance-constrained = { $village } vuelve a ser joven por un tiempo: su grupo fundador decide las reglas hasta que más gente haya echado raíces.

questionnaire-differences =
    Con estas respuestas cambiaría { $village }:
    { $changes }
    Toca una línea para quitarla o ponerla.
questionnaire-same = Con estas respuestas no cambiaría nada en { $village }.
do-questionnaire-in = ✓ { $rule }
do-questionnaire-out = { $rule }
do-questionnaire-apply = Proponer estas
questionnaire-done = Gracias.

template-list =
    Plantillas, con las veces que se ha usado cada una:
    { $templates }
    Con /templates name o /templates date se ordenan de otro modo.
template-line = • { $title } ({ $uses })
do-template-show = { $title }
template-shown =
    { $title }:
    { $rules }
do-template-apply = Proponerla para { $village }

copy-differences =
    Para vivir como { $village } cambiaría esto:
    { $changes }
do-copy-all = Tomarlo todo
do-copy-without-types = Todo menos los tipos de ayuda
copy-same = Tus reglas ya son las de { $village }.
refused-copy = ¿Las reglas de quién? Escribe el nombre de la comunidad: /copyconfig Calle del Arce. Con /thriving se ven algunas.
refused-copy-source = Desde aquí no veo ninguna comunidad “{ $village }”.
refused-template = “{ $title }” ya no encaja en esta versión mía. Elige otra, por favor.
refused-templates = Prueba con /templates, /templates name o /templates date.
refused-thriving = Di un número de integrantes, como /thriving 25.
refused-setup = Poner en marcha la comunidad es cosa de quien me trajo al grupo, y de quienes lo administran.
refused-setup-running = { $name } está poniendo en marcha esta comunidad ahora mismo.
refused-role = Eso es para quienes cuidan de la comunidad. Con /config se ve quién puede cambiar qué.
refused-founder-which = Aquí hay más de una persona llamada “{ $name }”. Pulsa el nombre que es.
refused-founders = Un grupo fundador son cinco o seis personas: elige a { $fewest } o { $most } además de ti.
refused-founders-full = El grupo fundador está completo: tiene { $most } personas.
refused-last-type = Tiene que quedar al menos un tipo de ayuda.
refused-country = Aquí un país son dos letras, como ES o PE.
refused-bind = Eso ya no se puede: aquí ya se ha pedido u ofrecido algo, o la comunidad está abierta.

communities-none = Desde aquí no veo ninguna otra comunidad.
communities-all =
    Comunidades que puedes ver:
    { $villages }
communities-line = • { $village }: { $types }
type-count = { $type } ({ $count })
do-village-look = { $village }
village-look = { $village }: a continuación va lo que su gente abrió hacia fuera, si hay algo. ¿Te gustaría entrar?
thriving-none = Todavía no hay ninguna así, o no se puede ver desde aquí.
thriving-all =
    Donde la gente hace mucho por los demás:
    { $villages }
    Toca una para ver sus reglas y tomarlas.
thriving-line = • { $village }: { $pace ->
    [all-the-time] todo el tiempo
    [often] a menudo
   *[now-and-then] de vez en cuando
}
do-copy-show = Qué cambiaría en { $village }
post-outside-request = A alguien de { $village } le vendría bien una mano: { $facts }
post-outside-offer = Alguien de { $village } ofrece: { $facts }
do-post-outside = También fuera
post-outside-noted = Ahora puede verlo también la gente de fuera, sin tu nombre ni el lugar exacto.

safety-asked = Le preguntaré a { $names }, en privado. Quien diga que sí será persona de confianza.
safety-wanted = ¿Quieres ser persona de confianza en { $village }? Alguien podría contarte, en confianza, que algo no estuvo bien. De un no nadie se entera.
do-safety-accept = Sí, escucho
do-safety-decline = Mejor no
safety-accepted = Gracias. Ahora la gente de aquí puede acudir a ti.
safety-declined = Está bien. Nadie se entera.

deaf-privacy = En “{ $room }” solo oigo las órdenes, no lo que dice la gente. Dame permisos de administración allí, por favor, o desactiva mi modo de privacidad en BotFather y añádeme otra vez.
deaf-rights = En “{ $room }” no puedo hacer lo suficiente para ayudar. Dame permisos de administración allí, por favor.
deaf-encryption = En “{ $room }” no puedo leer algunos mensajes cifrados. Mira en los ajustes del grupo que pueda hacerlo, por favor.
