# Para quien pone el bot en marcha en Matrix.

matrix-no-login = Nadie ha iniciado sesión en Matrix. Ejecuta karmyq setup matrix, o define KARMYQ_MATRIX__ACCESS_TOKEN.
matrix-token-dead = La sesión de Matrix ha terminado, quizá porque alguien cerró la sesión del bot. Ejecuta karmyq setup matrix para iniciarla otra vez; no se pierde nada de la comunidad.
matrix-password-wrong = El servidor no acepta este nombre y esta contraseña.
matrix-other-user = El token de acceso es de { $other }, no de { $user }. Corrige KARMYQ_MATRIX__USER_ID o el token.
matrix-no-device = Este token de acceso no es de ningún dispositivo, así que no sirve para cifrar. Haz uno iniciando sesión.
matrix-store-lost =
    Faltan las claves del dispositivo { $device }: la carpeta de KARMYQ_MATRIX__STORE está vacía o es otra.
    Recupera la carpeta de tu copia; o ejecuta karmyq setup matrix con la contraseña, que hace un dispositivo nuevo.
    Los mensajes cifrados que se enviaron mientras tanto al dispositivo viejo se quedan sin leer.
matrix-user-misspelt = Eso no es un nombre de Matrix. Es como @karmyq:example.org.
matrix-out-of-reach = Ningún servidor responde por { $server }. Revisa el nombre y la conexión, o define KARMYQ_MATRIX__HOMESERVER con su dirección. No se ha cambiado nada.
matrix-refused = El servidor ha respondido { $code } en vez de iniciar la sesión. No se ha escrito nada en .env.

setup-matrix-begin =
    Karmyq necesita una cuenta de Matrix propia: hazla en tu servidor, como la de una persona.
    Inicia sesión una vez con su contraseña, o con un token de acceso. La contraseña no se guarda.
setup-matrix-user = El nombre de la cuenta, como @karmyq:example.org
setup-matrix-token-only = Este servidor no acepta contraseñas. Pide a quien lo administra un token de acceso de la cuenta.
setup-matrix-secret = Contraseña o token de acceso (no se muestra)
setup-matrix-met =
    Sesión iniciada. Este es el dispositivo { $device }; los programas muestran su clave así:
    { $fingerprint }
setup-matrix-not-signed =
    Hay claves de firma cruzada hechas en otro sitio: los programas actuales no se fiarán de este dispositivo, y el bot
    no oye en las salas cifradas. Ejecuta karmyq setup matrix otra vez con la contraseña, y se sustituyen.
setup-matrix-next =
    Guarda copia de la carpeta { $store } junto con la base de datos: ahí están las claves del bot.
    Ponlo en marcha con karmyq run, y después invita a { $user } a una sala. La comunidad empieza al momento.
