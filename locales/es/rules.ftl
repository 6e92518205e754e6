# Las reglas de una comunidad, una frase cada una: qué rige, qué gobierna, qué puede valer.

rules-people = — Personas
rules-asking = — Pedir
rules-karma = — Karma
rules-trust = — Confianza
rules-deciding = — Decidir
rules-place = — Lugar

rule-member-cap = Como mucho { $value } integrantes.
rule-visibility-mode = { $value ->
    [public] Otra gente puede encontrar la comunidad y ver qué tipos de ayuda se piden.
    [hybrid] Otra gente puede encontrar la comunidad, y solo ve tipos de ayuda y cuántos hay.
   *[members_only] Solo sus integrantes saben que la comunidad está aquí.
}
rule-outsider-response-allowed = La gente de fuera { $value ->
    [yes] puede responder a una petición si quien la hizo la abrió hacia fuera.
   *[no] no puede responder a peticiones.
}
rule-request-types = Lo que se puede pedir: { $value }.
rule-karma-split-helper = Quien ayuda recibe el { $value } por ciento del karma.
rule-karma-split-requestor = { $sign ->
    [below] Pedir cuesta el { $value } por ciento del karma.
   *[above] Pedir da el { $value } por ciento del karma.
}
rule-base-karma-pool-per-request = Una petición cumplida vale { $value } de karma en total.
rule-karma-decay-half-life-days = { $value ->
    [0] El karma nunca se desvanece.
    [one] El karma se queda en la mitad en un día.
   *[other] El karma se queda en la mitad en { $value } días.
}
rule-trust-depth-weight = Los lazos hondos son el { $value } por ciento de la confianza.
rule-trust-breadth-weight = Conocer a mucha gente es el { $value } por ciento de la confianza.
rule-trust-decay-half-life-days = Un lazo se queda en la mitad en { $value } días si no pasa nada nuevo.
rule-trust-path-max-hops = Los caminos entre personas tienen como mucho { $value ->
    [one] un paso
   *[other] { $value } pasos
}.
rule-min-interactions-for-trust = Un lazo cuenta después de { $value ->
    [one] un intercambio
   *[other] { $value } intercambios
}.
rule-request-approval-required = { $value ->
    [yes] Alguien que cuida de la comunidad ve cada petición antes de que se pregunte a nadie.
   *[no] Las peticiones salen sin que nadie tenga que aprobarlas.
}
rule-new-member-karma-lockout-days = { $value ->
    [0] Quien llega gana karma desde el primer día.
    [one] Quien llega gana karma desde el segundo día.
   *[other] Quien llega no gana karma en sus primeros { $value } días.
}
rule-join-approval-required = { $value ->
    [yes] Se entra con el visto bueno de quienes cuidan de la comunidad, o con una invitación.
   *[no] Puede entrar cualquiera.
}
rule-joining-counts-as-interaction = { $value ->
    [yes] Quien entra tiene voz desde el primer día.
   *[no] Quien entra tiene voz después de su primer intercambio.
}
rule-carry-accept = { $value ->
    [0] Para la confianza de aquí solo cuenta lo que pasa aquí.
   *[other] La confianza de otras comunidades cuenta al principio un { $value } por ciento.
}
rule-carry-cap = { $value ->
    [0] Lo que dicen otras comunidades no suma nada a la confianza de nadie.
   *[other] Lo que dicen otras comunidades suma como mucho { $value } de 100 a la confianza de alguien.
}
rule-carry-from = Comunidades cuya palabra aceptamos por su nombre: { $value ->
    [none] ninguna
   *[other] { $value }
}.
rule-ask-budget-per-week = A nadie se le pregunta más de { $value ->
    [one] una vez
   *[other] { $value } veces
} por semana.
rule-rest-after-helps = Quien ayudó { $value ->
    [one] una vez
   *[other] { $value } veces
} en 28 días puede descansar: le pregunto al final.
rule-wave-size = Pregunto a { $value ->
    [one] una persona
   *[other] { $value } personas
} a la vez.
rule-wave-hours = Espero { $value ->
    [one] una hora
   *[other] { $value } horas
} antes de preguntar a más gente.
rule-asks-per-request = Por una petición pregunto como mucho a { $value } personas.
rule-open-requests = Cada quien puede tener { $value ->
    [one] una petición abierta
   *[other] { $value } peticiones abiertas
} a la vez.
rule-requests-per-week = Cada quien puede pedir { $value ->
    [one] una vez
   *[other] { $value } veces
} por semana.
rule-after-no = { $value ->
    [gentle] Después de un no, dejo en paz a esa persona una semana, salvo que no quede nadie más.
   *[strict] Después de un no, dejo siempre en paz a esa persona una semana.
}
rule-quiet-hours = Horas de silencio: { $value }.
rule-completion-silence-days = Cuando una parte dice que se hizo y la otra no dice nada, cuenta después de { $value ->
    [one] un día
   *[other] { $value } días
}.
rule-post-ttl-days = Lo que sigue abierto termina por sí solo después de { $value } días.
rule-greet-newcomers = { $value ->
    [yes] Saludo en el grupo a quien llega.
   *[no] No saludo en el grupo a quien llega.
}
rule-room-digest = { $value ->
    [yes] Una vez por semana resumo en el grupo lo que está abierto.
   *[no] No resumo la semana en el grupo.
}
rule-share-with-sisters = { $value ->
    [yes] Las peticiones abiertas hacia fuera llegan también a las comunidades hermanas.
   *[no] No se comparte nada con las comunidades hermanas.
}
rule-safety-contacts = Cuando algo no está bien: { $value ->
    [none] escuchan quienes administran
   *[other] { $value }
}.
rule-services-enabled = { $value ->
    [yes] Se pueden anunciar servicios de pago.
   *[no] Sin servicios de pago.
}
rule-service-types = Servicios que se pueden anunciar: { $value ->
    [none] cualquiera
   *[other] { $value }
}.
rule-service-min-trust = { $value ->
    [0] Cualquier integrante puede anunciar un servicio.
    [25] Anuncian servicios personas a las que aquí se va conociendo.
    [50] Anuncian servicios personas con las que aquí se cuenta.
   *[75] Anuncian servicios los pilares de la comunidad.
}
rule-governance-template = { $value ->
    [council] Decide un consejo: administración, moderación y tesorería, cada quien en lo suyo.
    [open-delegation] Se decide por votación entre toda la comunidad.
   *[small-collective] Decide en común un grupo pequeño.
}
rule-governance-eligibility-threshold = Los cargos están abiertos a personas con una confianza de al menos { $value } de 100.
rule-governance-quorum-size = { $value ->
    [one] Decide una sola persona de las que cuidan de la comunidad
   *[other] Deciden en común { $value } personas de las que cuidan de la comunidad
}.
rule-governance-roles = Cargos propios: { $value ->
    [none] ninguno
   *[other] { $value }
}.
rule-ballot-mode = { $value ->
    [open] Las votaciones son abiertas: se ve qué eligió cada quien.
    [open_weighted] Las votaciones son abiertas y pesan según la confianza.
   *[secret] Las votaciones son secretas.
}
rule-language = En el grupo hablo { $value ->
    [es] español
   *[en] inglés
}.
rule-time-zone = Zona horaria: { $value }.
rule-country = País: { $value ->
    [none] sin decir
   *[other] { $value }
}.

rule-line = • { $rule }
rule-line-keyed = • { $rule } ({ $key })
rule-changes =
    • { $after }
    { "  " }(Ahora: { $before })

about-member-cap = Cuando la comunidad está completa, no puede entrar nadie hasta que alguien la deje. Un máximo menor que el tamaño actual no saca a nadie.
about-visibility-mode = Lo que la gente de fuera ve de la comunidad. Antes de que abra, nada.
about-outsider-response-allowed = Una petición solo se ve fuera si quien la hizo pulsó “También fuera”. Esto dice si la gente de fuera puede responderla.
about-request-types = Cada tipo tiene un nombre, una de nueve clases que sé oír, y cuánto karma vale (de 0.5 a 2 veces). Prueba /set request_types +jardineria skill 1.2, o -meal.
about-karma-split-helper = Lo que quien ayuda recibe del karma de una petición. Las dos partes no tienen que sumar 100.
about-karma-split-requestor = Lo que quien pide recibe del karma de una petición: pedir requiere valor. Por debajo de cero, pedir cuesta algo.
about-base-karma-pool-per-request = Lo que vale una petición cumplida. Algunos tipos de ayuda cuentan un poco más o un poco menos.
about-karma-decay-half-life-days = Cuánto dura el karma; 0 significa para siempre.
about-trust-depth-weight = Cuánta confianza viene de personas que se ayudaron muchas veces. Lo demás es la amplitud.
about-trust-breadth-weight = Cuánta confianza viene de conocer a mucha gente. Lo demás es la hondura.
about-trust-decay-half-life-days = Cuánto duran los lazos si no pasa nada nuevo.
about-trust-path-max-hops = Hasta dónde busco un camino entre dos personas.
about-min-interactions-for-trust = Cuántos intercambios hacen falta entre dos personas para que su lazo cuente.
about-request-approval-required = Si alguien que cuida de la comunidad da salida a cada petición.
about-new-member-karma-lockout-days = Cuánto tiempo pasa quien llega sin ganar karma, y sin que sus intercambios den confianza todavía. Pedir y ayudar se puede desde el principio.
about-join-approval-required = Si quien llega necesita la palabra de alguien. Mientras la comunidad es joven, siempre.
about-joining-counts-as-interaction = Si quien entra cuenta enseguida entre quienes deciden.
about-carry-accept = Cuánto cuenta aquí lo que otra comunidad dice de quien llega: 0.3 es el 30 por ciento.
about-carry-cap = Lo máximo que la palabra de otra comunidad puede sumar a la confianza de alguien.
about-carry-from = Comunidades en cuya palabra confiamos, por su nombre, cuando ya han madurado. Separadas por comas; none para ninguna.
about-ask-budget-per-week = Lo máximo que se pregunta a alguien en siete días. Con /limits cada quien puede poner menos.
about-rest-after-helps = Después de tantas ayudas en 28 días, se pregunta a esa persona al final.
about-wave-size = A cuántas personas pregunto a la vez.
about-wave-hours = Cuánto espero entre dos rondas de preguntas.
about-asks-per-request = Después de tantas vuelvo a hablar con quien pidió.
about-open-requests = Cuántas peticiones puede tener abiertas una persona a la vez.
about-requests-per-week = Cuántas veces puede pedir una persona en siete días.
about-after-no = A quien esta vez no puede lo dejo en paz una semana. Esto dice si puedo volver antes cuando no queda nadie más.
about-quiet-hours = Cuándo no pregunto nada a nadie, según el reloj de la comunidad. Con /limits cada quien puede poner las suyas.
about-completion-silence-days = Cuando una parte dice que se hizo y la otra no dice nada.
about-post-ttl-days = Cuánto sigue abierta una petición o un ofrecimiento sin fecha.
about-greet-newcomers = Si saludo en el grupo cuando llega alguien.
about-room-digest = Una nota breve cada semana en el grupo: qué está abierto, y cuánto se hizo.
about-share-with-sisters = Solo cuando las dos comunidades hermanas lo activan, y solo lo que quien lo publicó abrió hacia fuera.
about-safety-contacts = A quién se le puede contar en confianza que algo no estuvo bien. Di nombres de integrantes; le preguntaré a cada persona en privado.
about-services-enabled = Si se pueden anunciar servicios de pago. Nunca tocan el karma.
about-service-types = Qué servicios se pueden anunciar. Separados por comas; none para todos.
about-service-min-trust = Cuánto se tiene que conocer aquí a alguien para que anuncie un servicio: 0, 25, 50 o 75.
about-governance-template = Cómo se deciden los cargos y las reglas cuando la comunidad ya ha madurado.
about-governance-eligibility-threshold = Cuánto tiene que contar la comunidad con alguien para que cuide de ella. 50 es más o menos cuatro personas, tres veces cada una, en un par de meses.
about-governance-quorum-size = Cuántas de las personas que cuidan de la comunidad tienen que estar de acuerdo.
about-governance-roles = Cargos además de los conocidos, cada uno con lo que permite. Prueba con /set roles +bibliotecaria let_in insights, o con -bibliotecaria.
about-ballot-mode = Cómo se vota. En secreto y con el peso de la confianza; abierto, un voto por cabeza; o abierto y con peso, que solo se elige votando, porque con muchas votaciones así se pueden deducir los pesos.
about-language = El idioma que hablo en el grupo. En privado cada quien tiene el suyo.
about-time-zone = El reloj con el que digo las horas. En privado cada quien puede tener el suyo.
about-country = Qué números de emergencia doy.

allowed-whole = un número entero de { $low } a { $high }
allowed-steps = un número de { $low } a { $high }, de { $step } en { $step }
allowed-share = un número de { $low } a { $high }, como 0.3
allowed-choice = una de estas opciones: { $options }
allowed-yes-no = sí o no
allowed-names = nombres separados por comas, o none
allowed-types = un nombre en minúsculas sin acentos (_ en vez de espacio), luego borrow, ride, errand, care, repair, skill, company, meal u other, y luego cuánto cuenta, de 0.5 a 2; al menos uno, sin repetir
allowed-roles = hasta diez nombres en minúsculas (_ en vez de espacio), cada uno seguido de let_in, rules o insights, o de nada; o none
allowed-hours = unas horas como 21:00-08:00
allowed-language = en o es
allowed-zone = una zona horaria como America/Lima
allowed-country = dos letras como ES, o none

problem-unknown = • { $key }: no conozco esa regla. Con /config se ven todas.
problem-range = • { $key }: “{ $value }” no encaja. Puede ser { $allowed }.
problem-sum = • { $key }: depth y breadth suman 1; { $value } no.
refused-rules =
    Todavía no ha cambiado nada. Mira esto, por favor:
    { $problems }

rules-norms =
    Lo que hemos acordado votando
    { $norms }
rules-norm = • { $words }

config-all =
    Así vive { $village }:
    { $rules }
    /config con el nombre de una regla cuenta más, como /config member_cap. /config history dice qué cambió.
config-one =
    { $key }
    { $rule }
    { $about }
    Puede ser { $allowed }.
    { $who }
who-changes-usual-constrained = Mientras la comunidad es joven, lo decide por mayoría su grupo fundador: /set.
who-changes-usual-mature = Lo deciden en común quienes cuidan de la comunidad: /set.
who-changes-council-constrained = Mientras la comunidad es joven, lo decide por mayoría su grupo fundador: /set.
who-changes-council-mature = Lo decide quien tiene el cargo correspondiente, o el consejo en común: /set.
who-changes-delegation-mature = Esto se decide entre todas las personas, votando: /propose.
who-changes-protected-constrained = Lo decide por mayoría el grupo fundador, como mucho una vez en 90 días. Rige unas noches después, para que no diga nada de nadie.
who-changes-protected-mature = Lo deciden todas las personas por votación (/propose), como mucho una vez en 90 días. Rige unas noches después, para que no diga nada de nadie.
config-history =
    Lo que cambió, empezando por lo más nuevo:
    { $changes }
config-history-none = Las reglas de { $village } son las del principio.
config-past =
    { $number }. { $at }, { $by }:
    { $rules }
config-past-decided =
    { $number }. { $at }, { $by }, decidido y válido unas noches después:
    { $rules }
config-operator = quien mantiene el bot
do-config-revert-named = Deshacer { $number }
config-changed = Nuevo en { $village }: { $rule }
config-changed-many = En { $village } hay { $count } reglas nuevas; con /config se ven.
config-changed-noted = Hecho.
config-same = Ya es así.
config-set-out = He preguntado a las demás personas cuya palabra hace falta. Cambia en cuanto haya suficiente acuerdo.
config-consent =
    Propuesta de { $by } para cambiar las reglas de { $village }:
    { $changes }
    ¿Te parece bien? Nadie ve lo que respondes.
do-config-yes = Me parece bien
do-config-no = Mejor no
config-said = Anotado. Nadie más lo ve.
config-agreed-later = De acuerdo. Valdrá dentro de unas noches, y entonces lo sabrá la comunidad.
config-agreed = Hay acuerdo. Con /config se ve cómo vive ahora la comunidad.
config-not-agreed = Esta vez no se ha llegado a un acuerdo, así que todo sigue como está. Se puede intentar otra vez.
refused-set = ¿Qué regla, y cómo debería quedar? Por ejemplo /set member_cap 120. Con /config se ven las reglas.
refused-protected = Esto puede cambiar una vez en { $days } días, y cambió hace poco. Inténtalo más adelante, por favor.
refused-revert = Ahí no hay nada que deshacer.
