# La comunidad en la terminal: su ventana, sus vecinos fingidos y la visita. Varias líneas son varias cosas que decir.

demo-village = Callejón del Arce

# La visita.

tour-title = Una visita a { $village }. Los nombres y la gente son inventados; el bot es de verdad.
tour-arrival = Llega el bot y dice lo que es.
tour-in = Cada cual entra por su propia palabra, y solo así.
tour-chatter = La gente charla, como siempre.
tour-chatter-line = El ciruelo del estanque está lleno de abejas.
tour-chatter-silence = Karmyq no dice nada y no guarda nada de eso.
tour-request = Alguien necesita algo. Karmyq marca el mensaje y pregunta en privado a quien lo escribió.
tour-request-line = ¿Alguien tiene un taladro que me pueda prestar el sábado a las 10?
tour-asking = Quien pide lo confirma. Se pregunta a unas pocas personas, a cada una en privado.
tour-no = Una persona no puede. Nadie lo sabrá nunca.
tour-yes = Otra sí puede.
tour-accept = Las dos partes dicen que sí, y cada una recibe una tarjeta con lo que necesita.
tour-later = Unos días después.
tour-done = Las dos partes dicen que se hizo.
tour-thanks = Las gracias llegan a una sola persona.
tour-karma = Quien quiera saber cómo está lo pregunta en privado. Nadie más lo ve, tampoco quien administra.
tour-end = Eso es todo. Con “karmyq demo” en una terminal puedes jugar tú en la comunidad.
tour-mark = Karmyq marca el mensaje de { $name }: oído
tour-unmark = Karmyq retira su marca
tour-press = { $name } pulsa [{ $label }]
tour-private = Karmyq a { $name }, en privado
tour-own = { $name } a Karmyq, en privado
tour-edited = (editado)
tour-lost = La visita se ha perdido: { $name } no tiene el botón { $action }.

# La ventana.

demo-top = Karmyq · { $village } · { $day } { $time }
demo-you-are = Eres
demo-private = Karmyq, en privado con { $name }
demo-write = Escribe, o teclea el número de un botón. Intro envía.
demo-keys = F1 ayuda · Tab otro panel · F2–F4 persona · F6 otro día · Ctrl+Q salir
demo-edited = editado
demo-only-you = solo tú ves esto
demo-mark-heard = oído por Karmyq
demo-picture = imagen · { $wide } × { $high } · { $size }
demo-poll-closed = Esta votación está cerrada.
demo-day-passed = Ha pasado un día en la comunidad.

demo-hint-in = Acabas de llegar. Teclea { $number } y pulsa Intro: { $label }.
demo-hint-ask = Escribe en el grupo lo que necesitas, por ejemplo: ¿Alguien me presta una escalera el sábado a las 10? También puedes charlar sin más.
demo-hint-confirm = Karmyq te ha oído y pregunta en privado. Teclea { $number } e Intro: { $label }.
demo-hint-wait = Se está preguntando a unas pocas personas, en privado. Espera un sí, o mira como otra persona con F3.
demo-hint-asked = Te piden una mano. { $number } dice “{ $label }”; un no vale igual, y nadie se entera.
demo-hint-accept = Alguien puede ayudar. Teclea { $number } e Intro: { $label }.
demo-hint-done = Ya hay acuerdo. Cuando se haya hecho, teclea { $number } e Intro: { $label }. F6 deja pasar un día.
demo-hint-thanks = Está hecho. { $number } da las gracias. Luego pulsa Tab y escribe /karma para ver cómo estás.
demo-hint-karma = Solo tú lo verías. Teclea { $number } e Intro: { $label }.
demo-hint-nobody = Nadie podía. { $number } pregunta a todo el grupo: { $label }.
demo-hint-free = Esa es la vuelta entera. Ofrece algo, ayuda a alguien, o escribe /help a Karmyq (Tab).

demo-help-title = Ayuda
demo-help-close = Esc cierra
demo-help =
    Estás en una comunidad inventada donde la gente responde sola. El
    bot es el de verdad, con base de datos propia. A la izquierda está
    el grupo, que lee todo el mundo; a la derecha, tu chat con el bot.

    Intro        decirlo, o pulsar el botón cuyo número tecleas
    Tab          escribir en el grupo, o en privado a Karmyq
    F2 F3 F4     ser otra persona; •2: allí esperan dos mensajes
    F6           dejar pasar un día: hay recordatorios y descanso
    RePág AvPág  mirar atrás
    Ctrl+Q       salir; la comunidad te espera

    Pide algo en el grupo, u ofrécelo. La charla de siempre se deja en
    paz: Karmyq ni responde ni la guarda. En privado, prueba /help,
    /karma, /mine y /skills.

# Lo que dicen los vecinos. Cada línea es una cosa que decir.

cast-chatter =
    El ciruelo del estanque está lleno de abejas.
    Otra vez lluvia. Al menos las ranas están contentas.
    La biblioteca tiene nuevo horario desde el lunes.
    Hoy he visto una garza en el arroyo.
    Gracias por la velada de anoche junto a la hoguera.
    Hoy han recogido la basura temprano.
    ¡Buenos días a todo el mundo!
    La panadería huele de maravilla esta mañana.
    El gato negro vuelve a dormir en la parada del autobús.
    Ya han salido las primeras campanillas detrás de la ermita.
cast-requests =
    ¿Alguien puede llevarme a la estación el viernes a las 8?
    ¿Alguien me presta una escalera este fin de semana?
    Necesito que alguien riegue mis plantas la semana que viene.
    ¿Alguien puede ayudarme a subir un sofá mañana por la tarde?
    ¿Alguien tiene un molde de tarta que me pueda prestar para el domingo?
    ¿Alguien puede ayudarme con la declaración de la renta el miércoles por la tarde?
    ¿Alguien podría arreglar la cremallera de mi chubasquero esta semana?
cast-offers =
    Puedo prestar mi hidrolimpiadora este fin de semana si alguien la quiere.
    Puedo arreglar bicicletas el domingo por la tarde si alguien lo necesita.
    Regalo manzanas, tengo muchas. ¿Quién quiere?
cast-welcome =
    ¡Te damos la bienvenida, { $name }!
    ¡Hola, { $name }, qué bien que estés aquí!
    Qué alegría tenerte aquí, { $name }.
