# El karma propio, en privado.

karma-ask =
    El karma recuerda lo que haces por los demás y lo que hacen por ti. Cuando alguien recibe ayuda crece para las dos partes; con el tiempo se desvanece.
    El tuyo solo lo verás tú. No abre puertas ni pone a nadie por delante. ¿Quieres verlo?
do-karma-opt-in = Ver el mío
karma-own =
    Tu karma en { $village } es { $points }, y { $movement }.
    { $standing }
    Ayudar cuenta, y pedir también: una comunidad necesita las dos cosas. El karma se desvanece con el tiempo, y el tuyo solo lo ves tú.
    /karma off lo vuelve a ocultar.
karma-growing = va creciendo
karma-steady = se mantiene
karma-easing = va bajando poco a poco
karma-off = Oculto de nuevo. Lo sigo recordando, y nadie lo ve.
