# Un grupo se vuelve comunidad; la gente dice que se apunta.

community-arrival =
    ¡Hola, { $village }! Soy Karmyq, un bot para que quienes viven cerca se echen una mano.
    Cuando alguien de aquí necesita algo o tiene algo que ofrecer, le pregunto en privado si quiere que ayude, y después pregunto a unas pocas personas, también en privado.
    Solo guardo lo que se me confirma. Lo demás que se dice aquí no deja rastro, y nunca se compara a nadie con nadie.
    ¿Quién se apunta?
community-greeting = ¡Hola, { $names }! Soy Karmyq, un bot para que en { $village } la gente se eche una mano. ¿Te apuntas?
do-member-in = Me apunto
do-member-in-named = Me apunto: { $village }
member-in = Ya formas parte. ¡Te damos la bienvenida a { $village }! Cuando te haga falta una mano, basta con decirlo en el grupo.
member-in-already = Ya formas parte de { $village }.
leave-done = Has dejado { $village }. Lo que hiciste por los demás, y lo que hicieron por ti, sigue siendo verdad. Vuelve cuando quieras.
which-village = ¿De qué comunidad se trata? Lo recordaré para este chat; con /start puedes elegir de nuevo.
do-community-pick = { $village }

refused-village-full = { $village } está completa: { $cap } integrantes es lo máximo para que la gente se conozca. Una comunidad así puede dividirse en dos; pregunta a quienes la organizan.
refused-not-a-member = Eso es para integrantes. Pulsa “Me apunto” en tu grupo, o escríbeme /start en privado.
refused-not-yours = Ese botón es para otra persona.
refused-expired = Ese botón ha caducado. Empieza de nuevo, por favor.
refused-settled = Eso ya está resuelto. Gracias.
refused-unknown-command = No conozco /{ $command }. En /help está lo que sé hacer.
