# A request or an offer, as its author meets it.

type-borrow = borrow
type-ride = ride
type-errand = errand
type-care = care
type-repair = repair
type-skill = skill
type-company = company
type-meal = meal
type-other = a hand
type-named = { $name }

post-what = { $what }
post-when = { $when }
post-where = { $where }
post-quantity = { $number ->
        [one] one
       *[other] { $number } of them
    }
post-urgent = urgent

ask-what = What do you need, and when? One message is enough.
offer-what = What would you like to offer? One message is enough.

post-confirm-request =
    I heard: { $facts }
    { $question }
    Shall I ask around in { $village }? I'd ask { $wave } people at a time, { $most } at most, and tell them who asks, what, and roughly where and when. Your own words go only to whoever helps.
post-confirm-offer =
    I heard an offer: { $facts }
    { $question }
    Shall I show it once in { $village }, and tell neighbours who need it?
post-missing-what = What exactly do you need? Press “Change” and tell me in a few words.
post-missing-when = When do you need it? A day or a time makes it easier to say yes: press “Change”, or ask without.
post-past = That time is already over. Press “Change” and tell me the right one.
do-post-confirm = Ask around
do-post-confirm-offer = Show it
do-post-change = Change
do-post-not = Not a request
do-post-drop = Let it go
do-post-drop-named = Let go: { $what }
do-post-room = Ask in the room
do-post-keep = Keep looking
do-post-renew = Still needed

post-confirmed = I'm on it.
post-confirmed-offer = Thank you. I've shown it.
post-change = How should it read? Write it in one message.
post-not = Sorry for the interruption. I've forgotten it.
post-asking = { $facts }
    I'm asking around, quietly. I'll write when somebody can.
post-offered = { $facts }
    Your offer stands. I'll write when somebody would like it.
post-agreed = { $facts }
    You've found each other. The details are in their own message.
post-in-room = { $facts }
    I've asked in the room. I'll write when somebody can.
post-renewed = { $facts }
    Good, it stays open.
post-nobody = { $facts }
    Nobody was free so far. What would you like?
post-dropped = { $facts }
    Taken back.
post-dropped-answer = Done, I've taken it back.
post-expired = { $facts }
    This has ended.
post-expired-notice = Nobody was found in time for this, and I'm sorry: { $facts }. If you still need it, just ask again.
post-renew = Is this still open? { $facts }

post-room-request = { $name } could use a hand: { $facts }
post-room-offer = { $name } offers: { $facts }
post-room-settled = This one is settled. Thank you, everybody.

mine-nothing = Nothing of yours is open.
mine-all = { $lines }
mine-request-draft = • Waiting for your word: { $facts }
mine-request-open = • Asking around: { $facts }
mine-request-agreed = • Agreed: { $facts }
mine-offer-draft = • Waiting for your word: { $facts }
mine-offer-open = • On offer: { $facts }
mine-offer-agreed = • Agreed: { $facts }
mine-ask = • You were asked: { $facts }
mine-exchange = • With { $other }: { $facts }

cancel-nothing = There's nothing of yours to cancel.
cancel-which = Which one shall I cancel?

refused-too-long = That's a little long. Please keep it under { $most } characters.
refused-past = That time is already over. Press “Change” and tell me the right one.
refused-open-requests = You have { $most } requests open, which is as many as your village allows at once. Let one go with /mine, and ask again.
refused-requests-per-week = You've asked { $most } times this week, which is as often as your village allows. Please try again in a few days.
refused-exchange-running = Somebody has already agreed to help with this. Use Cancel on that message if it can't be.
