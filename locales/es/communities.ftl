# Un grupo se vuelve comunidad; la gente dice que se apunta.

community-arrival =
    ¡Hola, { $village }! Soy Karmyq, un bot para que quienes viven cerca se echen una mano.
    Cuando alguien de aquí necesita algo o tiene algo que ofrecer, le pregunto en privado si quiere que ayude, y después pregunto a unas pocas personas, también en privado.
    Solo guardo lo que se me confirma. Lo demás que se dice aquí no deja rastro, y nunca se compara a nadie con nadie.
    ¿Quién se apunta?
community-back = ¡Hola de nuevo, { $village }! Todo sigue como estaba.
community-greeting = ¡Hola, { $names }! Soy Karmyq, un bot para que en { $village } la gente se eche una mano. ¿Te apuntas?
do-member-in = Me apunto
do-member-in-named = Me apunto: { $village }
member-in = Ya formas parte. ¡Te damos la bienvenida a { $village }! Cuando te haga falta una mano, basta con decirlo en el grupo.
member-already = Ya formas parte de { $village }.
member-asked = He preguntado a quienes cuidan de { $village }. Si en una semana no sabes nada, puedes pedirlo otra vez.
member-waiting = Ya he preguntado a quienes cuidan de { $village }. Si en una semana no sabes nada, puedes pedirlo otra vez.
join-asked = { $name } querría entrar en { $village }. ¿Le abro la puerta?
do-join-approve = Que entre
do-join-refuse = Ahora no
join-knocked = Has llamado a la puerta de { $village }. Soy Karmyq, su bot: he preguntado a quienes cuidan de ella, y abrirán en cuanto puedan.
join-approved = { $name } ya puede entrar.
join-refused = Resuelto: por ahora { $name } no entra. No se le dice nada.
join-approved-noted = Hecho. Será un gusto tener a esa persona aquí.
join-refused-noted = Anotado. No se le dice nada.
join-let-in = Ya formas parte. ¡Te damos la bienvenida a { $village }! Cuando te haga falta una mano, basta con decirlo en el grupo.
join-may-come = En { $village } se te recibe con gusto. ¿Te apuntas?
invite-made =
    Esta es una entrada a { $village } para una persona, hasta el { $until }:
    { $link }
    Pásasela a quien te gustaría tener aquí. Recordaré que vino de ti.
approve-nothing = En { $village } no hay nada que te espere.
refused-invitation = Esa invitación ya se usó, ya terminó o no es mía. Pide otra a quien te la dio.
refused-invitations = Tienes { $most } invitaciones que nadie ha usado todavía, todas las que hay. Cada una termina a las dos semanas.
leave-done = Has dejado { $village }. Lo que hiciste por los demás, y lo que hicieron por ti, sigue siendo verdad. Vuelve cuando quieras.
which-village = ¿De qué comunidad se trata? Lo recordaré para este chat; con /start puedes elegir de nuevo.
do-community-pick = { $village }

refused-village-full = { $village } está completa: sus reglas dan lugar a { $cap } integrantes. Una comunidad de ese tamaño puede hacerse dos; quienes cuidan de ella saben más.
refused-not-a-member = Eso es para integrantes. Pulsa “Me apunto” en tu grupo, o escríbeme /start en privado.
refused-not-yours = Ese botón es para otra persona.
refused-expired = Ese botón ha caducado. Empieza de nuevo, por favor.
refused-settled = Eso ya está resuelto. Gracias.
refused-unknown-command = No conozco /{ $command }. En /help está lo que sé hacer.

topic-here =
    Desde ahora, lo que digo a todo { $room } va a ese tema. Escucho en todas partes.
    Envía allí /topic solo si no debo escuchar en ningún otro sitio, y /topic nada para dejarlo.
topic-only =
    Desde ahora hablo a todo { $room } en ese tema, y solo escucho allí. Las órdenes funcionan en todas partes.
    /topic nada lo deja.
topic-none = Ya no tengo un tema en { $room }: vuelvo a escuchar en todas partes.
refused-no-topic = Eso funciona dentro de un tema de tu grupo: abre el tema y envía allí /topic.
unsigned-command = Para eso hace falta un nombre. ¿Eres tú? Respondo en privado, y nadie más ve quién ha pulsado.
do-command-sign = Soy yo

room-all =
    Las salas de { $village }:
    { $rooms }
    Con /room y un nombre abres otra.
room-line = • { $room }
room-ask = ¿Abro la sala “{ $room }” para { $village } e invito a quienes forman parte?
do-room-make = Ábrela
room-coming = Estoy abriendo “{ $room }”…
room-made = “{ $room }” está abierta, y ya he invitado a quienes forman parte de { $village }. Allí decides tú; yo solo voy de visita.
room-not-made = No he podido abrir “{ $room }”: el servidor no me deja. Quien lo administra puede decirte por qué.
refused-room-here = Aquí no puedo abrir grupos. Crea uno y añádeme; te preguntaré si es una sala de { $village }.
do-room-space = Mostrarlas juntas
space-coming = Estoy reuniendo las salas de { $village }…
space-made = Las salas de { $village } están reunidas en { $space }. Quien está en una de ellas puede entrar: compártelo como quieras.

digest-week =
    Esta semana en { $village }:
    { $lines }
digest-request = • A alguien le vendría bien: { $facts }
digest-offer = • Se ofrece: { $facts }
digest-done = • La gente de aquí se echó una mano { $count ->
    [one] una vez
   *[other] { $count } veces
}.

insights-all =
    Así le va a { $village }:
    { $lines }
insights-open = • Peticiones abiertas: { $value }
insights-answered-share = • El { $value } por ciento de lo que se pidió en las últimas ocho semanas recibió un sí.
insights-hours = • La mitad de los síes llega en menos de { $value ->
    [one] una hora
   *[other] { $value } horas
}.
insights-active = • El { $value } por ciento de integrantes ha hecho algo en los últimos 90 días.
insights-newcomers = • En las últimas cuatro semanas { $value ->
    [one] entró una persona
   *[other] entraron { $value } personas
}.
insights-load = • La ayuda { $value ->
    [even] se reparte por igual
    [uneven] recae en pocas personas
   *[somewhat] recae más en unas personas que en otras
}.
insights-too-few = • { $what }: son muy pocas personas para decirlo.
insights-name-open = Peticiones abiertas
insights-name-answered-share = Peticiones que recibieron un sí
insights-name-hours = Cuánto tarda un sí
insights-name-active = Integrantes que participan
insights-name-newcomers = Quienes llegan
insights-name-load = Cómo se reparte la ayuda
insights-asked = Pedido
insights-answered = Recibió un sí
