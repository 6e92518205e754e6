# Hacerlo.

exchange-open-requester =
    { $other } te ayuda: { $facts }
    El mensaje era: “{ $words }”
    Acuerda lo demás directamente, y dime aquí cuando ya esté hecho.
exchange-open-helper =
    Ayudas a { $other }: { $facts }
    El mensaje era: “{ $words }”
    Acuerda lo demás directamente, y dime aquí cuando ya esté hecho.
do-exchange-done = Hecho
do-exchange-not-done = No se hizo
do-exchange-cancel = Cancelar
do-exchange-calendar = Para el calendario
do-exchange-thank = Dar las gracias
do-exchange-done-named = { $what }, con { $name }
do-exchange-cancel-named = Cancelar: { $what }, con { $name }

exchange-said-answer = Anotado.
exchange-said-own = { $facts }
    Has dicho que se hizo. También preguntaré a { $other }.
exchange-said-other = { $facts }
    { $other } dice que se hizo. ¿Es así?
exchange-done-answer = ¡Qué bien!
exchange-done = { $facts }
    Hecho, con { $other }. Tus gracias le llegan solo a esa persona; cómo te sentiste queda conmigo.
exchange-not-done-answer = Anotado. Son cosas que pasan.
exchange-not-done = { $facts }
    No se hizo. No pasa nada.
exchange-cancel-answer = Está bien. Ya he avisado.
exchange-cancelled = { $facts }
    Cancelado.
exchange-cancelled-requester = Al final { $other } no puede, lo siento: { $facts }. En /mine está lo que sigue en pie.
exchange-cancelled-helper = { $other } ha tenido que cancelar: { $facts }. Gracias por estar ahí.
exchange-changed = Lo que acordaste con { $other } ahora dice otra cosa: { $facts }
    Si ya no te va bien, pulsa “Cancelar” en el mensaje correspondiente: siempre está bien.
exchange-remind = Falta poco, con { $other }: { $facts }
exchange-chase = ¿Se hizo, con { $other }? { $facts }
exchange-thanked = Se lo he pasado, y a nadie más.
exchange-thanked-already = Ya le has dado las gracias.
exchange-thanks = { $name } te da las gracias por esto: “{ $what }”
exchange-calendar = Para tu calendario.

done-nothing = No tienes nada que dar por hecho.
done-which = ¿Cuál se hizo?

do-feedback-good = Fue bien
do-feedback-mixed = Regular
do-feedback-wrong = Algo no estuvo bien
do-feedback-contact-named = Contárselo a { $name }
do-feedback-nobody = No contárselo a nadie
feedback-noted = Gracias. Esto queda conmigo.
feedback-wrong =
    Lo siento. ¿Quieres que alguien lo sepa? Solo lo leerá la persona que elijas, y no ocurre nada más por sí solo.
    Si estás en peligro, llama al número de emergencias de tu zona: yo solo soy un bot.
feedback-wrong-nobody =
    Lo siento. Aquí aún no hay nadie a quien pueda contárselo por ti, así que queda conmigo.
    Si estás en peligro, llama al número de emergencias de tu zona: yo solo soy un bot.
feedback-words = ¿Qué debería saber { $name }? Escríbelo en un solo mensaje.
feedback-passed = Se lo he contado a { $name }, y a nadie más.
feedback-for-contact = { $name } me ha pedido que te cuente, solo a ti, que algo no estuvo bien en un intercambio: “{ $words }”
