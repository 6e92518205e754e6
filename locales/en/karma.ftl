# One's own karma, in private.

karma-ask =
    Karma remembers what you and your neighbours did for each other. When somebody is helped it grows, for both; with time it fades.
    Only you will ever see yours. It opens no doors and ranks nobody. Would you like to see it?
do-karma-opt-in = Show me mine
karma-own =
    Your karma in { $village } is { $points }, and { $movement }.
    { $standing }
    Helping counts, and so does asking: a village needs both. Karma fades with time, and only you can see yours.
    /karma off hides it again.
karma-growing = growing
karma-steady = steady
karma-easing = easing
karma-off = Hidden again. I go on remembering it, and nobody sees it.
