# Cómo se conocen las personas, con palabras.

trust-little-seen = Últimamente se te ve poco por aquí.
trust-becoming-known = Aquí te van conociendo.
trust-relied-upon = Aquí se cuenta contigo.
trust-pillar = Eres un pilar de esta comunidad.

ties-none = Todavía no tienes lazos en { $village }. Crecen cuando alguien y tú hacen algo por el otro, y se desvanecen con el tiempo.
ties-own =
    Tus lazos en { $village }:
    { $ties }
    Nadie más ve esta lista.
ties-strong = Fuertes: { $names }
ties-warm = Cálidos: { $names }
ties-fading = Desvaneciéndose: { $names }
ties-nearly-forgotten = Casi olvidados: { $names }
tie-strong = fuerte
tie-warm = cálido
tie-fading = desvaneciéndose
tie-nearly-forgotten = casi olvidado
do-ties-picture = Como imagen
ties-picture =
    Tus lazos en { $village }:
    { $ties }
ties-line = { $name }: { $word }
tie-reminder = Hace tiempo que { $name } y tú no hacen nada por el otro. No hace falta: solo por si te apetece saludar. /preferences reminders off detiene estas notas.

path-shown =
    Cómo se conectan { $name } y tú:
    { $steps }
path-none = No conozco ningún camino de ti a { $name } que pueda mostrar.
step-helped = { $one } y { $other } se han ayudado.
step-you-helped = { $other } y tú se han ayudado.
step-helped-across = { $one } y { $other } se han ayudado entre comunidades.
step-you-helped-across = { $other } y tú se han ayudado entre comunidades.
step-sisters = { $one } y { $other } están en comunidades hermanas.
step-you-sisters = { $other } y tú están en comunidades hermanas.
step-same-community = { $one } y { $other } están en la misma comunidad.
step-you-same-community = { $other } y tú están en la misma comunidad.
step-invited = Entre { $one } y { $other } hubo una invitación.
step-you-invited = Entre { $other } y tú hubo una invitación.
link-helped = se han ayudado
link-helped-across = se han ayudado entre comunidades
link-sisters = comunidades hermanas
link-same-community = misma comunidad
link-invited = invitación

letter-told = En { $here } saben de ti por { $village }. Es una carta de presentación: ayuda al empezar, y lo que más cuenta es lo que hagas aquí.

refused-path-looks = Esta semana ya has buscado { $most } caminos, que son los que hay. Vuelven día a día.
