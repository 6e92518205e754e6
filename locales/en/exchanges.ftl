# Doing it.

exchange-open-requester =
    { $other } helps you: { $facts }
    The message was: “{ $words }”
    Please settle the rest between you, and tell me here when it has happened.
exchange-open-helper =
    You're helping { $other }: { $facts }
    The message was: “{ $words }”
    Please settle the rest between you, and tell me here when it has happened.
do-exchange-done = Done
do-exchange-not-done = Did not happen
do-exchange-cancel = Cancel
do-exchange-calendar = Calendar file
do-exchange-thank = Say thank you
do-exchange-done-named = { $what }, with { $name }
do-exchange-cancel-named = Cancel: { $what }, with { $name }

exchange-said-answer = Noted.
exchange-said-own = { $facts }
    You've said that it happened. { $other } will be asked too.
exchange-said-other = { $facts }
    { $other } says that it happened. Did it?
exchange-done-answer = Good to hear!
exchange-done = { $facts }
    Done, with { $other }. Your thanks go to them alone; how it felt stays with me.
exchange-not-done-answer = Noted. These things happen.
exchange-not-done = { $facts }
    It didn't happen. No harm done.
exchange-cancel-answer = That's fine. I've told them.
exchange-cancelled = { $facts }
    Cancelled.
exchange-cancelled-requester = { $other } can't make it after all, I'm sorry: { $facts }. /mine shows what is still open.
exchange-cancelled-helper = { $other } had to cancel: { $facts }. Thank you for being ready.
exchange-changed = What you agreed on with { $other } reads differently now: { $facts }
    If that no longer suits you, press “Cancel” on the message about it: that's always fine.
exchange-remind = Coming up, with { $other }: { $facts }
exchange-chase = Did it happen, with { $other }? { $facts }
exchange-thanked = Passed on, to them alone.
exchange-thanked-already = You've thanked them already.
exchange-thanks = { $name } says thank you for this: “{ $what }”
exchange-calendar = For your calendar.

done-nothing = You have nothing to mark as done.
done-which = Which one happened?

do-feedback-good = It went well
do-feedback-mixed = Mixed
do-feedback-wrong = Something felt wrong
do-feedback-contact-named = Tell { $name }
do-feedback-nobody = Tell nobody
feedback-noted = Thank you. This stays with me.
feedback-wrong =
    I'm sorry. Would you like somebody to know? Only the person you pick will read it, and nothing follows by itself.
    If you're in danger, call your local emergency number: I'm only a bot.
feedback-wrong-nobody =
    I'm sorry. There's nobody here yet whom I could tell for you, so it stays with me.
    If you're in danger, call your local emergency number: I'm only a bot.
feedback-words = What should { $name } know? Write it in one message.
feedback-passed = I've told { $name }, and nobody else.
feedback-for-contact = { $name } asked me to tell you, and only you, that something felt wrong in an exchange: “{ $words }”
