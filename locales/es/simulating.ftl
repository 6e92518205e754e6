# Lo que imprime `karmyq simulate`, para quien lleva el programa.

simulate-fair = Estas reglas
simulate-broadcast = A todo el mundo
simulate-reliable = Las 3 más fiables
simulate-random = 3 cualesquiera
simulate-fulfilled = Necesidades cubiertas (parte)
simulate-median-wait = Espera de un sí (horas, mediana)
simulate-gini = Desigualdad de las ayudas (Gini)
simulate-top-tenth = Ayudas del décimo que más ayuda (parte)
simulate-asks = Preguntas por persona y semana (95 %)
simulate-no-per-help = Noes y silencios por ayuda
simulate-quits = Personas que se fueron
