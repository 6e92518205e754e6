# Una persona en varias plataformas.

command-link = /link – ser una sola persona aquí y en otra plataforma
command-unlink = /unlink – separar otra vez esta cuenta
link-code =
    Tu código es { $code }. Escríbeme /link { $code } en tu chat privado de la otra plataforma, en { $minutes } minutos.
    Entonces los dos son tú: tus comunidades, tu karma, tus lazos y tus deseos, contados una sola vez.
link-done = Hecho: eres una sola persona aquí y allí. Se conserva todo lo de las dos, contado una vez.
unlink-done = Hecho: esta cuenta vuelve a estar sola. Lo que era tuyo se queda con tu otra cuenta.
refused-link-code = No conozco este código, o ya pasó su tiempo. Escribe /link en tu otro chat privado y te doy uno nuevo.
refused-link-same = De este chat salió el código, o ya eres una sola persona.
refused-link-met = Estas dos se han ayudado, o se evitan, así que no puedo tomarlas por una sola persona.
refused-link-open = Aún hay algo pendiente entre estas dos, o a las dos se les preguntó lo mismo. Contéstalo o déjalo ir, y después únelas.
refused-link-roles = En { $village } las dos son integrantes, y una de ellas o las dos cuidan de ella. Que una use allí /leave antes de unirlas.
refused-link-vote = Hay una votación abierta en la que esta cuenta tiene voz. Únelas cuando se cierre.
refused-link-room = El código es un secreto: escríbelo en tu chat privado conmigo. Pide uno nuevo, este ya se ha visto.
refused-unlink-only = Esta es tu única cuenta.
