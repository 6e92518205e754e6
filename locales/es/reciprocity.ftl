# La reciprocidad, practicada en privado: la semana, la lista, una pregunta por semana, descanso y el resumen propio.

practice-safety = No es para situaciones inseguras ni donde haya presión: ahí, busca a alguien de confianza o llama al { $emergency }. Yo solo soy un bot.
practice-unsafe =
    Si no es seguro, o alguien te presiona, no intentes arreglarlo con peticiones y gracias. En peligro, llama al { $emergency }; no tienes que pasar por esto en soledad.
    { $lines }
    Yo soy un bot, y nadie se entera de que has mirado aquí.
do-practice-unsafe = No es seguro para mí
practice-no =
    Aquí un no se queda conmigo. Quien pide solo sabe al final que está resuelto, pudiera quien pudiera; nadie ve lo que pulsaste, y no tiene consecuencias.
    También puedes hacer fácil el no para otras personas: di hasta cuándo necesitas saberlo, y que cualquier respuesta está bien.
    Con /pause descansas de todas las preguntas, los días que quieras.
practice-thanks = Basta un simple gracias, y nada tiene que volver. ¿A quién se lo paso?
practice-thanks-none = Ahora mismo no hay nada aquí que agradecer. Si alguien hace algo por ti en otro lugar, basta un simple gracias.
practice-resting = Descansa: no te preguntaré nada en dos semanas. Con /resume se acaba antes.
practice-taking-turns = Bien. Te preguntaré como mucho una vez por semana, y otras personas se turnan. Con /limits se cambia.
practice-released = Queda atrás. No guardo nada.
do-practice-ask = Pedir algo
do-practice-offer = Ofrecer algo
do-practice-thank = Dar las gracias
do-practice-no = Cómo un no queda en privado
do-practice-limits = Poner mis límites
do-practice-rest = Descansar dos semanas
do-practice-turns = Que otras personas se turnen
do-practice-release = Dejarlo ir
do-exchange-thank-named = { $name }, por: { $what }

week-intro =
    Siete días para volver a poner en orden el dar y el recibir: un paso pequeño al día, solo para ti. Escribo a las { $hour } de tu reloj, y nadie más ve nada. Para cuando quieras; con /week 7:30 cambias la hora.
    O prueba un solo experimento, si algo de esto te suena.
    { $safety }
week-intro-hour =
    Siete días para volver a poner en orden el dar y el recibir: un paso pequeño al día, solo para ti. Nadie más ve nada, y puedes parar cuando quieras.
    ¿A qué hora te escribo? A las { $hour } de tu reloj, si no eliges otra o me dices una, como /week 7:30.
    O prueba un solo experimento, si algo de esto te suena.
    { $safety }
do-week-begin = Empezar, a las { $hour }
do-hour-pick = Mejor a las { $hour }
do-week-next = Siguiente paso
do-week-end = Eso es todo
do-week-stop = Parar la semana
do-week-note = Anotarlo
week-flow =
    Día { $number } de 7. ¿Dónde es desigual la ayuda a tu alrededor? Basta un lugar: quién suele hacer qué, sin culpas.
    { $note }
    Puedes anotarlo aquí: queda entre tú y yo, y lo borro cuando acabe la semana.
    { $safety }
week-request =
    Día { $number } de 7. Conviértelo en una petición clara: qué, cuándo, hasta cuándo. O en un límite claro: qué no vas a asumir.
    { $note }
    { $safety }
week-ask =
    Día { $number } de 7. Pide justo eso a una persona, o a un grupo pequeño. Mejor algo pequeño.
    { $note }
    { $safety }
week-no =
    Día { $number } de 7. Haz fácil el no, para otras personas y para ti: una respuesta solo es libre si las dos son bienvenidas.
    { $note }
    { $safety }
week-receive =
    Día { $number } de 7. Recibe con sencillez. Di gracias y déjalo ahí: sin disculpas, sin nada que compensar.
    { $note }
    { $safety }
week-return =
    Día { $number } de 7. Si hoy tienes fuerzas, ofrece una cosa útil, a quien sea. Si no, sáltatelo.
    { $note }
    { $safety }
week-roles =
    Día { $number } de 7. Mira lo que vuelve una y otra vez. Si siempre lo hacen las mismas manos, cambia quién hace qué: pon un límite, descansa o propón turnos.
    { $note }
    { $safety }
week-noted = Anotaste: “{ $words }”
week-note-what = ¿Qué sientes desigual? Escríbelo en un solo mensaje. Lo guardo hasta que acabe tu semana, solo para ti.
week-note-kept = Anotado, solo para ti, hasta que acabe tu semana.
week-over = Esta fue tu semana. He borrado tu nota. /checklist y /reflect siguen ahí, si quieres conservar algo.
week-stopped = La semana ha terminado, y tu nota está borrada. Con /week empiezas de nuevo cuando quieras.
week-stopped-answer = Parada. No guardo nada.
refused-hour = No he entendido esa hora. Las horas son como 7:30 o 19:30.

do-experiment-asking = Odio pedir
do-experiment-taking = La gente toma pero no da
do-experiment-accounts = Llevo la cuenta
experiment-asking =
    Un experimento para esta semana: pide una sola cosa, pequeña y concreta, y di que un no está bien.
    Observa cómo es recibir cuando hay poco en juego.
    { $safety }
experiment-taking =
    Un experimento para esta semana: di pronto qué se repite, y que tu próxima petición trate de cómo se reparten las cosas, no de cómo es alguien: turnos, una lista, un día fijo.
    Observa qué cambia cuando se ve antes de que nadie se amargue.
    { $safety }
experiment-accounts =
    Un experimento para esta semana: toma una línea de la cuenta que llevas en la cabeza, y haz de ella una petición clara, un límite, o déjala ir.
    Observa cuánto se aligera lo demás. Yo no te llevo ninguna cuenta, y aquí nadie debe nada, ni a ti ni a mí.
    { $safety }

checklist-now =
    ¿Qué has practicado esta semana? Marca lo que hiciste. Se trata de hacer, no de cuánto vales; solo lo ves tú, y las marcas se borran a la semana.
    { $safety }
do-checklist-ticked = ✓ { $practice }
do-checklist-open = { $practice }
practised-asked = Pedí una cosa clara
practised-easy-no = Hice fácil un no
practised-thanked = Recibí con un simple gracias
practised-offered = Ofrecí algo, teniendo fuerzas
practised-rested = Descansé o puse un límite
practised-shared = Repartí lo que siempre cae en la misma persona
do-checklist-on = Traerla cada semana
do-checklist-off = No traerla cada semana
checklist-weekly = La traeré una vez por semana, a las { $hour }.
checklist-stopped = Ya no la traeré. Con /checklist la ves cuando quieras.

reflect-offered =
    Una pregunta por semana sobre pedir, ofrecer, recibir o equilibrar, y una cosa que hacer al respecto. Llega a las { $hour } de tu reloj, solo para ti, hasta que la pares. No guardo respuestas.
    { $safety }
reflect-wished =
    Tienes una pregunta por semana, a las { $hour } de tu reloj. No guardo respuestas.
    { $safety }
reflect-stopped = No hay más preguntas. Con /reflect vuelven.
do-reflect-on = Una pregunta por semana
do-reflect-off = Parar las preguntas
question-asking-1 =
    La pregunta de esta semana: ¿qué sería más fácil si pidieras una sola cosa a una sola persona?
    { $safety }
question-asking-2 =
    La pregunta de esta semana: ¿qué haces en soledad solo porque nadie sabe que te gustaría compañía?
    { $safety }
question-offering-1 =
    La pregunta de esta semana: ¿qué podrías dar esta semana sin cansarte?
    { $safety }
question-offering-2 =
    La pregunta de esta semana: ¿qué tienes casi siempre sin usar, y a quién le alegraría?
    { $safety }
question-receiving-1 =
    La pregunta de esta semana: ¿qué te dieron hace poco que aún no has agradecido con sencillez?
    { $safety }
question-receiving-2 =
    La pregunta de esta semana: cuando te ofrecen algo, ¿qué hace difícil decir simplemente que sí?
    { $safety }
question-rebalancing-1 =
    La pregunta de esta semana: ¿qué cae siempre en la misma persona, y qué haría falta para repartirlo?
    { $safety }
question-rebalancing-2 =
    La pregunta de esta semana: ¿qué cargas tú que podrías soltar un tiempo?
    { $safety }

rest-offered = Últimamente has estado ahí para mucha gente en { $village }: gracias. ¿Quieres descansar, o que otras personas se turnen? Nadie se entera, y si está bien así, no hay nada que hacer.

news-all =
    Lo que te espera o está por llegar:
    { $lines }
    Con /mine ves todo lo que está abierto.
news-yes = • Alguien ha dicho que sí y espera tu palabra: { $facts } ({ $village })
news-ask = • Se te preguntó, y cualquier respuesta está bien: { $facts } ({ $village })
news-exchange = • Pronto, con { $other }: { $facts }
news-offer = • Se ofrece, y quizá sea lo que buscas: { $facts } ({ $village })
