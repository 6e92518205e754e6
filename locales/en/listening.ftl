# Parts of a day, as neighbours say them.

part-night = early hours
part-morning = morning
part-afternoon = afternoon
part-evening = evening
