# La ayuda y el menú de órdenes de la plataforma.

help-all =
    Soy Karmyq, un bot. Di en el grupo lo que necesitas o puedes dar, o cuéntamelo aquí.
    { $commands }
    En Matrix, las órdenes empiezan con ! en vez de /.
command-start = /start – quién soy, y tus comunidades
command-ask = /ask – pedir algo
command-offer = /offer – ofrecer algo
command-mine = /mine – lo que tienes en marcha
command-done = /done – decir que se hizo
command-cancel = /cancel – cancelar, o retirar algo
command-karma = /karma – tu propio karma, solo para ti
command-skills = /skills – qué te gusta que te pidan
command-limits = /limits – cada cuánto y cuándo se te pregunta
command-pause = /pause – descansar unos días
command-resume = /resume – que se te vuelva a preguntar
command-block = /block NOMBRE – no encontrarte con alguien a través de mí
command-unblock = /unblock – quitar un bloqueo
command-language = /language – español o inglés
command-leave = /leave – dejar esta comunidad
command-help = /help – esta lista
command-ties = /ties – tus lazos, con palabras
command-path = /path NOMBRE – cómo te conectas con alguien
command-preferences = /preferences – caminos, imágenes, avisos y qué se te pide
command-invite = /invite – una entrada para alguien más
command-config = /config – cómo vive tu comunidad
command-communities = /communities – otras comunidades
command-thriving = /thriving – dónde se hace mucho por los demás
command-templates = /templates – reglas de las que partir
command-setup = /setup – poner en marcha la comunidad
command-topic = /topic – hablar en este tema del grupo
command-room = /room – abrir otra sala para la comunidad (/room y un nombre)
command-questionnaire = /questionnaire – responder otra vez a las preguntas
command-set = /set REGLA VALOR – cambiar una regla
command-copyconfig = /copyconfig COMUNIDAD – tomar las reglas de otra
command-approve = /approve – quién y qué te espera
command-crisis = /crisis – qué digo en una emergencia
command-insights = /insights – cómo le va a la comunidad
command-roles = /roles – quién cuida de la comunidad
command-nominate = /nominate NOMBRE CARGO – proponer a alguien para un cargo
command-stepdown = /stepdown – pasar el relevo
command-mydata = /mydata – todo lo que guardo de ti
command-week = /week – siete días para ordenar el dar y el recibir
command-checklist = /checklist – lo que has practicado esta semana
command-reflect = /reflect – una pregunta por semana
command-votes = /votes – lo que se está decidiendo
command-propose = /propose PALABRAS – proponer algo para votar
