# One's own karma, in private.

karma-ask =
    Karma remembers what you and your neighbours did for each other: it grows when somebody is helped, for both, and fades with time.
    Only you will ever see yours. It opens no doors and ranks nobody. Would you like to see it?
do-karma-opt-in = Show me mine
karma-own =
    Your karma in { $village } is { $points }, and { $movement }.
    Helping counts, and so does asking: both make a village. It fades with time, and nobody else can see it.
    /karma off hides it again.
karma-growing = growing
karma-steady = steady
karma-easing = easing
karma-off = Hidden again. It goes on being remembered, for nobody's eyes.
