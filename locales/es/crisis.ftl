# Lo que parece una emergencia. Breve, con calma, y dejando claro que soy un bot.

crisis-medical =
    Si alguien está herido o enfermo, llama ya al { $emergency }.
    { $lines }
    Soy un bot y no puedo llamar por ti. No soy un servicio de emergencias.
crisis-danger =
    Si alguien corre peligro, ponte primero a salvo y llama ya al { $emergency }.
    { $lines }
    Soy un bot y no puedo llamar por ti. No soy un servicio de emergencias.
crisis-violence =
    Si estás en peligro, llama al { $emergency }. No tienes que pasar por esto a solas, y no es culpa tuya.
    { $lines }
    Soy un bot, y lo que has escrito queda entre nosotros.
crisis-self-harm =
    Me alegra que lo digas. Habla ahora con alguien, por favor: importas, y hay gente que escucha de día y de noche.
    { $lines }
    Si puedes estar en peligro, llama al { $emergency }. Soy un bot, y lo que has escrito queda entre nosotros.
crisis-line = • { $name }: { $number }
crisis-note = • { $note }
crisis-public = Si es una emergencia, hay que llamar ya al { $emergency }. Soy un bot y no puedo llamar por nadie.
do-crisis-ask = Preguntar igualmente
crisis-now =
    { $known ->
        [yes] En una emergencia doy estos números: { $emergency }
       *[no] No sé en qué país está la comunidad, así que en una emergencia doy el { $emergency }. /set country ES me lo dice.
    }
    { $lines }
    Lo que añade la comunidad: { $note }
    Cámbialo con /crisis y tus propias palabras, o con /crisis none. Hace falta que lo digáis dos.
crisis-consent =
    { $by } quiere que en una emergencia diga también esto en { $village }, junto a los números oficiales:
    { $note }
    ¿Te parece bien? Nadie ve lo que respondes.
crisis-agreed = Hay acuerdo. Con /crisis se ve qué digo ahora en una emergencia.
