# A request or an offer, as its author meets it.

type-borrow = loan
type-ride = ride
type-errand = errand
type-care = care
type-repair = repair
type-skill = skill
type-company = company
type-meal = meal
type-other = help
type-named = { $name }

post-what = { $what }
post-when = { $when }
post-where = { $where }
post-quantity = { $number } in all
post-places = { $number } people needed
post-weekly = every week
post-fortnightly = every two weeks
post-urgent = urgent

ask-what = What do you need, and when? One message is enough.
offer-what = What would you like to offer? One message is enough.

post-confirm-request =
    I heard: { $facts }
    { $question }
    { $wishes }
    Shall I ask around in { $village }? I'd ask neighbours { $wave } at a time, { $most } at most, and tell them { $told }. Your own words go only to whoever helps.
post-confirm-offer =
    I heard an offer: { $facts }
    { $question }
    { $wishes }
    Shall I show it once in { $village }, and tell neighbours who need it?
post-missing-what = What exactly is it? Press “Change” and tell me in a few words.
post-missing-when = When would it be? A day or a time makes it easier to say yes: press “Change”, or leave it open.
post-confirm-past =
    I heard: { $facts }
    { $question }
    That time is already over. Press “Change” and tell me the right one.
do-post-confirm = Ask around
do-post-confirm-offer = Show it
do-post-change = Change
do-post-first = Ask one person first
do-post-nameless = With or without my name
do-post-not = Not a request
do-post-not-offer = Not an offer
do-post-drop = Let it go
do-post-drop-offer = Take it back
do-post-drop-named = Let go: { $what }
do-post-room = Ask in the room
do-post-keep = Keep looking
do-post-renew = Still open
do-post-enough = That's enough people
do-post-standing = For once, or until I take it back
do-post-again = Ask again
do-post-stop = Don't repeat it

post-first-whom = Whom shall I ask first? Write their name. Others hear of it only later, and their answer stays with them.
post-asks-first = First I'd ask only { $name }, and others after a while.
post-told = who asks, what, and roughly where and when
post-told-nameless = what, and roughly where and when
post-takes-several = I'd go on asking until { $number } people have said yes. You decide about each of them.
post-comes-again = It comes again: each time I'd ask anew, until you stop it.
post-stands = It stands until you take it back, for whoever needs it; each time you decide.
post-asks-known = Since this touches somebody's home, care or keys, I'd ask only people who are connected with you. While { $village } is young that may be nobody yet; then you can still ask in the room.
post-without-name = I'd leave your name out: only whoever helps learns it.
post-confirmed = I'm on it.
post-confirmed-offer = Thank you! I've shown it.
post-change = How should it read? Write it in one message.
post-changed = Changed: see the newer message.
post-not = Sorry to have interrupted. I've forgotten it.
post-asking = { $facts }
    I'm asking around, quietly. I'll write when somebody can.
post-offered = { $facts }
    Your offer stands. I'll write when somebody would like it.
post-filling = { $facts }
    { $found } of { $places } found so far. I'm still asking, quietly.
post-nobody-more = { $facts }
    { $found } of { $places } found; nobody else was free so far. What would you like?
post-enough-noted = Good. I've stopped asking.
post-full = { $facts }
    I've stopped asking. Whoever has your yes still comes.
post-again = It comes again: { $facts }
    I'm asking around, quietly. I'll write when somebody can.
post-again-whether = Nobody was free this time, I'm sorry: { $facts }. Shall I ask again for the next time?
post-skipped = { $facts }
    Not this time, then. I'll ask again for the next one.
post-stopped = { $facts }
    This doesn't come again.
post-stopped-answer = It won't come again. What is under way stays.
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
post-dropped-answer = Done. I've taken it back.
post-expired = { $facts }
    This has ended.
post-expired-notice = The time for this is over, and nothing came of it: { $facts }. I'm sorry. You can say it again any time.
post-renew = Is this still open? { $facts }

post-waits-at-door = You're not in { $village } yet: I've asked those who look after it. Once you're in, press “Ask around” again.
post-held = { $facts }
    Somebody who looks after the village sees it first. I'll write when it goes out.
post-held-noted = Thank you. Somebody looks at it first.
post-approval = { $name } would like to send this out in { $village }: { $facts }
do-post-approve = Let it go out
do-post-refuse = Not this one
post-approved = It's out: { $facts }
post-approved-noted = It's out.
post-refused = It doesn't go out: { $facts }
post-refused-noted = Noted.
post-approval-over = Taken back by its author.
post-not-let-out = This didn't go out: { $facts }. Those who look after the village felt it belongs elsewhere. You may say it differently, or talk to one of them.

post-room-request = { $name } could use a hand: { $facts }
post-room-nameless = Somebody could use a hand: { $facts }
post-room-offer = { $name } offers: { $facts }
post-room-settled = This one is settled. Thank you, everybody.

mine-nothing = Nothing of yours is open.
mine-all = { $lines }
mine-request-draft = • Waiting for your word: { $facts }
mine-request-waiting = • Somebody looks at it first: { $facts }
mine-offer-waiting = • Somebody looks at it first: { $facts }
mine-request-open = • Asking around: { $facts }
mine-filling = • Asking on, { $found } of { $places } found: { $facts }
mine-offer-draft = • Waiting for your word: { $facts }
mine-offer-open = • On offer: { $facts }
mine-ask = • You were asked: { $facts }
mine-exchange = • With { $other }: { $facts }

cancel-nothing = You have nothing to cancel.
cancel-which = Which one shall I cancel?

refused-too-long = That's a little long. Please stay under { $most } characters.
refused-past = That time is already over. Press “Change” and tell me the right one.
refused-open-requests = You have { $most } requests open, as many as your village allows at once. Let one go with /mine, and ask again.
refused-requests-per-week = You've asked as often as your village allows: { $most } times a week. Please try again in a few days.
refused-exchange-running = This is already agreed with somebody. If it can't be, press “Cancel” on the message about it.
refused-own-post = That one is your own.
