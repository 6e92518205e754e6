# A quien se le pregunta, y cómo llega un sí a quien pidió.

match-reply = Parece que podrías ayudar a { $name }: { $facts }. ¿Se lo digo?
do-reply-not = No quería decir eso
match-ask =
    A { $name }, de { $village }, le vendría bien una mano: { $facts }
    { $connection }
    ¿Puedes? Decir que no siempre está bien, y nadie se entera.
match-ask-nameless =
    A alguien de { $village } le vendría bien una mano: { $facts }
    Su nombre llega con el acuerdo. ¿Puedes? Decir que no siempre está bien, y nadie se entera.
do-match-yes = Yo puedo
do-match-yes-offer = Me vendría bien
do-match-no = Esta vez no
do-match-rest = Dame un descanso
do-match-block = Bloquear
match-changed =
    Aquello a lo que dijiste que sí ahora dice otra cosa: { $facts }
    Si ya no te va bien, dilo cuando te ponga en contacto: siempre está bien.
match-yes-noted = ¡Gracias! Te escribo en cuanto sepa más.
match-yes-card = { $facts }
    Gracias por decir que sí. Te escribo en cuanto sepa más.
match-no-noted = Está bien. Nadie se entera.
match-no-card = Está bien. Gracias por mirarlo.
match-rest-card = Está bien. Descansa: no te preguntaré nada en dos semanas. Con /resume se acaba antes.
match-block-card = Está bien. No volveré a ponerte en contacto con esa persona, y no se le dirá nada. Con /unblock se quita.

match-rested = Te he preguntado varias veces y no he sabido de ti, y está muy bien así. Para que tengas tranquilidad, no te preguntaré nada durante cuatro semanas. /resume lo termina antes, y nadie se entera.
match-offer = { $name } puede ayudarte: { $facts }
match-offer-taker = A { $name } le vendría bien lo que ofreces: { $facts }
do-match-accept = Sí, por favor
do-match-decline = Mejor no
match-accepted = ¡Qué bien!
match-over = Esto ya terminó.
match-declined = Está bien. Solo sabrá que ya está resuelto.
match-released = Lo he dejado estar, para que nadie se quede esperando. Lo que publicaste sigue en pie.
match-remind = { $name } espera tu respuesta: está en mi mensaje de más arriba.
match-settled = Esto ya está resuelto. Gracias por estar ahí.
match-settled-thanks = “{ $what }” ya está resuelto. Gracias por decir que sí: es bueno saber que estás ahí.
