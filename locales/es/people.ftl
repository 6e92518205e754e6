# Lo que alguien dice de sí.

start-stranger =
    Hola, soy Karmyq, un bot para que quienes viven cerca se echen una mano.
    Vivo en grupos de chat. Añádeme al tuyo, o entra en uno donde ya esté.
start-present =
    Hola, soy Karmyq, un bot para que quienes viven cerca se echen una mano.
    Puedes pedir ayuda u ofrecerla, y nunca se compara a nadie con nadie. ¿Te apuntas?
start-member =
    Hola de nuevo. Formas parte de:
    { $villages }
    Dime qué necesitas o qué puedes dar, o usa /help.
start-village = • { $village }

said-hint = Ahí no he oído una petición ni un ofrecimiento. Prueba con “Necesito …” o “Puedo prestar …”, o usa /help.
went-wrong = Algo ha fallado por mi parte, y no se ha cambiado nada. Inténtalo otra vez, por favor.

language-which = ¿En qué idioma quieres que te hable?
language-set = A partir de ahora te hablo en español.
language-en = English
language-es = Español

skills-unset =
    Aún no has dicho qué te gusta que te pidan, así que se te puede pedir cualquier cosa.
    Dímelo separado por comas: /skills bicicletas, viajes al centro, cocinar
skills-set =
    Anotado. Solo se te pedirán cosas como estas:
    { $skills }
skills-now =
    Te gusta que te pidan:
    { $skills }
    Cámbialo con /skills bicicletas, viajes al centro, u olvídalo con /skills nada.
skills-line = • { $words }
skills-none = Olvidado. Ahora se te puede pedir cualquier cosa.

limits-now =
    { $limits }
    Cámbialo con /limits 2, /limits quiet 22:00-07:30, /limits urgent on, /limits zone America/Lima o /limits reset.
limits-asks = • Se te pregunta como mucho { $most ->
        [one] una vez
       *[other] { $most } veces
    } por semana.
limits-asks-village = • Se te pregunta con la frecuencia que permite tu comunidad.
limits-quiet = • Silencio de { $from } a { $to }.
limits-quiet-village = • Horas de silencio, las de tu comunidad.
limits-urgent-on = • Lo urgente puede llegarte en horas de silencio.
limits-urgent-off = • Nada te llega en horas de silencio, ni siquiera lo urgente.
limits-zone = • Tu zona horaria: { $zone }.
limits-zone-village = • Tu zona horaria: la de tu comunidad.

preferences-now =
    { $wishes }
    Pulsa lo que prefieras de otro modo. Con /limits dices cada cuánto y cuándo se te pregunta, con /skills para qué.
preferences-paths-on = • Puedes aparecer entre otras personas en un camino.
preferences-paths-off = • Nunca apareces entre otras personas en un camino.
preferences-found-on = • En tus comunidades pueden ver cómo se conectan contigo.
preferences-found-off = • Nadie puede buscar un camino hacia ti.
preferences-reminders-on = • Puedo avisarte cuando un lazo está casi olvidado.
preferences-reminders-off = • No te aviso de los lazos que se desvanecen.
preferences-pictures-on = • Te mando imágenes además de palabras.
preferences-pictures-off = • Te mando solo palabras.
preferences-digest-daily = • Como mucho una vez al día, a las { $hour } de tu reloj, te resumo lo que te espera.
preferences-digest-weekly = • Los domingos a las { $hour } de tu reloj, te resumo lo que te espera.
preferences-digest-off = • Nunca te resumo lo que te espera.
do-preferences-digest-daily = Resumen diario
do-preferences-digest-weekly = Resumen semanal
do-preferences-digest-off = Sin resumen
do-preferences-paths-on = Aparecer en caminos
do-preferences-paths-off = No aparecer en caminos
do-preferences-found-on = Que puedan encontrarme
do-preferences-found-off = Que nadie me busque
do-preferences-reminders-on = Avisos de lazos
do-preferences-reminders-off = Sin avisos de lazos
do-preferences-pictures-on = También imágenes
do-preferences-pictures-off = Solo palabras
do-preferences-types = Lo que se me pide en { $village }
preferences-types = ¿Qué te puedo pedir en { $village }? Toca para cambiarlo.
do-preferences-type-on = ✓ { $type }
do-preferences-type-off = { $type }
refused-preferences = No lo he entendido. Prueba con /preferences paths off, found off, reminders on, pictures off, digest weekly u hour 19:30.

pause-open = Descansa. No te preguntaré nada hasta que digas /resume.
pause-until = Descansa. No te preguntaré nada hasta el { $until }, o hasta que digas /resume.
resume-done = Qué bien tenerte de vuelta.

block-done = Hecho. No volveré a ponerte en contacto con { $name }, y no se le dirá nada. Con /unblock se quita.
unblock-done = Hecho. Ya puedes volver a encontrarte con { $name } a través de mí.
unblock-none = No has bloqueado a nadie.
which-person = ¿A quién te refieres?
which-person-line = { $ordinal }. { $name }
name-gone = alguien que ya no está

refused-unknown-name = No conozco aquí a nadie que se llame “{ $name }”. Escribe el nombre tal como aparece en el grupo, por favor.
refused-name-missing = ¿A quién te refieres? Escribe el nombre después de la orden.
refused-pause-days = Dime un número de días de 1 a { $most }, o ninguno, por favor.
refused-time-zone = No conozco la zona horaria “{ $zone }”. Son como Europe/Madrid o America/Lima.
refused-limits = No lo he entendido. Prueba con /limits 2, /limits quiet 22:00-07:30, /limits urgent on, /limits zone America/Lima o /limits reset.
do-pick-people = Elegir personas
private-waits = { $name }, hay algo privado para ti. Abre esto y pulsa Iniciar, para que pueda escribirte: { $link }
