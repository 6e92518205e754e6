# Quién cuida de la comunidad: los cargos, cómo se dan y cómo pasan de mano en mano.

role-admin = administración
role-moderator = moderación
role-treasurer = tesorería
role-named = { $name }
role-line = { $role } ({ $rights })
right-let-in = deja pasar a personas y peticiones
right-rules = puede proponer reglas
right-insights = ve cómo va la comunidad

roles-all =
    Quién cuida de { $village }:
    { $lines }
    { $open }
    { $state }
    Con /nominate NOMBRE CARGO propones a alguien. Con /roles historial ves cómo se llegó hasta aquí.
roles-none =
    En { $village } nadie tiene un cargo por ahora; mientras tanto cuidan de ella quienes administran el grupo.
    { $open }
roles-holder = • { $name }: { $roles }, desde el { $day }
roles-founder = • { $name }: { $roles }, desde el { $day }, grupo fundador
roles-caretaker = • { $name }: { $roles }, hasta que alguien tome el relevo
roles-open = Libre: { $roles }.
roles-young = La comunidad es joven: las reglas las decide su grupo fundador.
roles-grown = La comunidad ha madurado: decide sus reglas a su manera.
roles-history =
    Quién ha cuidado de la comunidad, lo más reciente primero:
    { $changes }
roles-history-none = En { $village } nadie ha tenido un cargo todavía.
roles-past-founded = { $day }: { $name } empieza en el grupo fundador ({ $roles }).
roles-past-ratified = { $day }: { $name } asume el cargo ({ $roles }), con el acuerdo de quienes cuidan de la comunidad.
roles-past-elected = { $day }: { $name } asume el cargo ({ $roles }), por decisión de la comunidad.
roles-past-caretaker = { $day }: { $name } se ocupa hasta que alguien tome el relevo ({ $roles }).
roles-past-recalled = { $day }: { $name } devuelve el cargo ({ $roles }), por decisión de la comunidad.
roles-past-passed-on = { $day }: { $name } ha pasado el relevo ({ $roles }).

nomination-noted = Gracias. Si hay algo que preguntar a { $name }, lo hago en privado. Si { $name } asume el cargo ({ $role }), lo sabrás a la vez que todo el mundo; si no, nadie sabrá nada.
nomination-wanted = { $by } quiere proponerte para un cargo en { $village }: { $role }. ¿Lo asumirías? De un no nadie se entera.
nomination-own = Te ofreces para un cargo en { $village }: { $role }. ¿Pregunto a quienes cuidan de ella?
do-nomination-accept = Sí, con gusto
do-nomination-decline = Mejor no
nomination-accepted = Gracias por tu disposición en { $village } ({ $role }). Ahora pregunto a las demás personas; en una semana lo sabrás.
nomination-declined = Está bien. Nadie se entera.
nomination-given = ¡Gracias, { $name }! Desde ahora tienes un cargo en { $village }: { $role }. Con /help se ve lo que puedes hacer.
nomination-over = Esa pregunta sobre un cargo en { $village } ({ $role }) ya terminó. Puede volver a hacerse.
nomination-not-now = Esta vez no ha salido en { $village } ({ $role }). Gracias por tu disposición; se puede volver a intentar.
ratify-asked = { $name } asumiría un cargo en { $village }: { $role }. ¿Estás de acuerdo? Nadie ve lo que respondes, y puedes cambiarlo durante una semana.
do-ratify-yes = De acuerdo
do-ratify-no = Mejor no
ratify-said = Anotado. Nadie más lo ve.
ratify-agreed = { $name } asume desde ahora un cargo en { $village }: { $role }.
ratify-over = La pregunta sobre si { $name } asume el cargo ({ $role }) ha terminado por ahora.
role-given = Desde ahora { $name } cuida de { $village }: { $role }.

stepdown-ask =
    Cuidas de { $village } ({ $roles }). ¿Quieres pasar el relevo?
    Puedes seguir pendiente hasta que alguien lo tome, o dejarlo ya.
do-role-pass = Cuando alguien lo tome
do-role-leave = Ya
do-role-keep = Sigo
stepdown-done = Hecho. ¡Gracias por cuidar de { $village }!
stepdown-stays = Gracias. { $village } no puede quedarse sin nadie ({ $roles }), así que sigue pendiente, por favor, hasta que alguien tome el relevo. Con /nominate NOMBRE CARGO propones a alguien.
stepdown-passing = Gracias. Desde esta noche solo quedas pendiente de { $village } ({ $roles }), hasta que alguien tome el relevo. Con /nominate NOMBRE CARGO propones a alguien.
stepdown-kept = Bien. Todo sigue como está.

role-warned = En { $village } los cargos van rotando, hacia personas con las que ahora mucha gente tiene trato. Tú has tenido este: { $role }; en dos semanas puede tocarle a otra persona, si no das y recibes más aquí hasta entonces. A nadie le digo por qué.
role-kept = Buena noticia: sigues con tu cargo en { $village } ({ $role }).
role-caretaker = Desde ahora quedas pendiente de { $village } ({ $role }) hasta que alguien tome el relevo. ¡Gracias por todo! Con /nominate NOMBRE CARGO propones a alguien.
role-released = Ya has estado bastante tiempo pendiente de { $village } ({ $role }); aquí termina. ¡Gracias por todo!
role-elected = { $village } busca a alguien para un cargo: { $role }. ¿A quién se lo pedirías? Con /nominate NOMBRE CARGO lo propones, y decide la comunidad.

refused-roles-later = Los cargos empiezan cuando { $village } está abierta y tres personas del grupo fundador han dicho que sí. Hasta entonces cuidan de ella quienes administran el grupo.
refused-nominate = ¿A quién, y para qué? Por ejemplo: /nominate Ana admin. Con /roles ves quién cuida de la comunidad.
refused-no-such-role = Aquí no hay ese cargo. Hay: { $roles }. Por ejemplo: /nominate Ana admin.
refused-nominations = Esta semana ya has propuesto a { $most } personas, todas las que se puede. Vuelve a intentarlo en unos días, por favor.
refused-no-role = Aquí no tienes ese cargo. Con /roles ves quién lo tiene.
