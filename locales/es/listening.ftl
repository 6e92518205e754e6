# Las partes del día. Van detrás de una fecha: mar 24 nov, por la tarde (“mañana” a secas sería el día siguiente).

part-night = de madrugada
part-morning = por la mañana
part-afternoon = por la tarde
part-evening = por la noche
