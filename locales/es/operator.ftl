# Para quien mantiene el bot.

database-url-wrong = KARMYQ_DATABASE_URL no es una dirección que pueda usar. Tiene esta forma: sqlite+aiosqlite:///village.db o postgresql+asyncpg://user:password@host/name.
database-locked = Otro programa está usando la base de datos { $where }. Detenlo y empieza de nuevo.
database-read-only = No se puede escribir en la base de datos { $where }. Revisa los permisos del archivo y de su carpeta.
database-not-one = { $where } no es una base de datos de Karmyq. Elige otro archivo, o aparta este.
database-unreachable = No se puede abrir la base de datos { $where }. Revisa que la ruta o el servidor exista y se pueda usar.
database-newer = La base de datos la hizo un Karmyq más nuevo. Actualiza el programa; tus datos están a salvo.

run-nothing-configured =
    Todavía no hay ninguna plataforma configurada. Ejecuta karmyq setup telegram o karmyq setup matrix; para mirar antes, karmyq demo.
check-settings = Los ajustes están en orden.
check-database = La base de datos ({ $kind }) está en orden y al día.
check-waiting = Mensajes en espera: { $waiting }. Plazos vencidos: { $overdue }. ¿Hay algún bot en marcha con esta base de datos?
trust-file-unreadable = No se puede leer { $file }. Comprueba la ruta y los permisos.
trust-file-no-json = { $file } no es JSON: empieza con un objeto para una comunidad, o una lista de ellas.
trust-file-wrong =
    { $file } no es una comunidad:
    { $faults }

operator-village = { $title }: { $stage ->
    [founded] aún sin poner en marcha
    [closed] cerrada
    [mature] abierta, madura
   *[constrained] abierta, joven
}, { $members } integrantes, { $rooms ->
    [one] un grupo
   *[other] { $rooms } grupos
}
operator-village-small = { $title }: { $stage ->
    [founded] aún sin poner en marcha
    [closed] cerrada
    [mature] abierta, madura
   *[constrained] abierta, joven
}, menos de cinco integrantes, { $rooms ->
    [one] un grupo
   *[other] { $rooms } grupos
}
operator-no-villages = Aquí no hay ninguna comunidad. Añade el bot a un grupo.
operator-which-village = Hay varias comunidades: { $titles }. Di cuál.
operator-no-village = No hay ninguna comunidad “{ $title }”. Hay estas: { $titles }.
operator-no-yaml = No puedo leer esto como reglas en YAML. `karmyq config export` muestra cómo son.
operator-rules-wrong = { $problems }
operator-rules-same = Estas ya son las reglas de { $village }.
operator-rules-set = { $village } ya vive con estas reglas.
operator-rules-proposed = { $village } está abierta, así que decide su gente: he preguntado a las personas cuya palabra hace falta.
operator-file-unreadable = No se puede leer { $file }. Revisa la ruta y sus permisos; es texto en UTF-8.
operator-file-unwritable = No se puede escribir en { $file }. Revisa la ruta y sus permisos.
run-webhook-url-missing = Pon en KARMYQ_TELEGRAM__WEBHOOK_URL la dirección a la que Telegram debe enviar, como https://bot.example.org/telegram.
run-port-taken = No se puede escuchar en el puerto { $port }. Pon uno libre en KARMYQ_TELEGRAM__WEBHOOK_PORT.
telegram-token-refused = Telegram no conoce este token. Pídelo a @BotFather con /token, y ejecuta karmyq setup telegram.
telegram-token-misspelt = Eso no es un token. Se parece a 123456789:AbC… y lo da @BotFather.
telegram-out-of-reach = No se pudo llegar a Telegram. Revisa la conexión e inténtalo de nuevo. No se cambió nada.
setup-telegram-begin =
    Karmyq necesita un bot de Telegram propio. En Telegram, abre @BotFather, envía /newbot, elige un nombre
    y copia el token que te da. Es una contraseña: quien la tiene puede hablar como el bot.
setup-telegram-token = Token (no se muestra)
setup-env-unwritable = No se puede escribir aquí el archivo .env. Revisa los permisos de la carpeta.
setup-telegram-met = Este es @{ $name }. Sus menús están puestos, y el token se guarda en .env, que solo tú puedes leer.
setup-telegram-privacy =
    @{ $name } aún no oye los mensajes normales de los grupos, solo las órdenes. Haz una de estas cosas:
    - hazlo administrador del grupo (así también oye quién llega), o
    - en @BotFather envía /setprivacy, elige @{ $name }, y luego Disable; donde ya esté en un grupo, quítalo y añádelo otra vez.
setup-telegram-next =
    Arráncalo con: karmyq run
    Añádelo a un grupo, como administrador: { $link }
    Abre un chat privado con él: { $private }
