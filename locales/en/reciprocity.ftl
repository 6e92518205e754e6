# Reciprocity, practised in private: the week, the checklist, one question a week, rest, and one's own digest.

practice-safety = Not for situations that are unsafe or where you're under pressure: there, turn to somebody you trust, or call { $emergency }. I'm only a bot.
practice-unsafe =
    If it isn't safe, or somebody pressures you, please don't try to settle it with requests and thanks. In danger, call { $emergency }; you don't have to go through it alone.
    { $lines }
    I'm a bot, and nobody hears that you looked here.
do-practice-unsafe = It isn't safe for me
practice-no =
    A no here stays with me. Whoever asks only hears in the end that it's settled, whoever could or couldn't; nobody sees what you pressed, and nothing follows from it.
    You may make a no easy for others too: say until when you need to know, and that either answer is fine.
    /pause rests you from all questions, for as many days as you like.
practice-thanks = A plain thank-you is enough, and nothing has to come back. To whom shall I pass it?
practice-thanks-none = There's nothing here to thank for just now. If somebody does something for you elsewhere, a plain thank-you is enough.
practice-resting = Rest well: I won't ask you anything for two weeks. /resume ends it sooner.
practice-taking-turns = Good. I'll ask you once a week at most, and others take turns. /limits changes it.
practice-released = Let go. I keep nothing of it.
do-practice-ask = Ask for something
do-practice-offer = Offer something
do-practice-thank = Say thank you
do-practice-no = How a no stays private
do-practice-limits = Set my limits
do-practice-rest = Rest two weeks
do-practice-turns = Let others take turns
do-practice-release = Let it go
do-exchange-thank-named = { $name }, for: { $what }

week-intro =
    Seven days to set giving and receiving right again: one small step a day, just for you. I write at { $hour } by your clock, and nobody else sees any of it. Stop whenever you like; /week 7:30 changes the hour.
    Or try a single experiment, if one of these sounds like you.
    { $safety }
week-intro-hour =
    Seven days to set giving and receiving right again: one small step a day, just for you. Nobody else sees any of it, and you may stop whenever you like.
    At what hour shall I write? It's { $hour } by your clock unless you pick another, or tell me one, like /week 7:30.
    Or try a single experiment, if one of these sounds like you.
    { $safety }
do-week-begin = Begin, at { $hour }
do-hour-pick = Rather at { $hour }
do-week-next = Next step
do-week-end = That's it
do-week-stop = Stop the week
do-week-note = Note it down
week-flow =
    Day { $number } of 7. Where does help flow unevenly around you? One place is enough: who tends to do what, without blame.
    { $note }
    You may note it here: it stays between us, and I erase it when the week ends.
    { $safety }
week-request =
    Day { $number } of 7. Turn it into one clear request: what, when, until when. Or into one clear boundary: what you won't take on.
    { $note }
    { $safety }
week-ask =
    Day { $number } of 7. Ask one person, or one small group, for exactly that. Small is good.
    { $note }
    { $safety }
week-no =
    Day { $number } of 7. Make a no easy, for others and for yourself: an answer is only free if both are welcome.
    { $note }
    { $safety }
week-receive =
    Day { $number } of 7. Receive simply. Say thank you, and leave it there: no apology, nothing to make up for.
    { $note }
    { $safety }
week-return =
    Day { $number } of 7. If you have the strength today, offer one useful thing, to anybody. If not, leave it out.
    { $note }
    { $safety }
week-roles =
    Day { $number } of 7. Look at what comes round again and again. If the same hands always do it, change who does what: set a limit, rest, or suggest turns.
    { $note }
    { $safety }
week-noted = You noted: “{ $words }”
week-note-what = Which flow feels uneven? Write it in one message. I'll keep it until your week ends, for you alone.
week-note-kept = Noted, for you alone, until your week ends.
week-over = That was your week. Your note is erased. /checklist and /reflect are there if you'd like to keep something of it.
week-stopped = The week has ended, and your note is erased. /week begins anew whenever you like.
week-stopped-answer = Stopped. Nothing is kept.
refused-hour = I didn't understand that hour. Hours look like 7:30 or 19:30.

do-experiment-asking = I hate asking
do-experiment-taking = People take but don't give
do-experiment-accounts = I keep accounts
experiment-asking =
    An experiment for this week: ask for one thing that is small and concrete, and say that a no is fine.
    Watch how it is to receive when little hangs on it.
    { $safety }
experiment-taking =
    An experiment for this week: say early what keeps happening, and make your next request about how things are shared out, not about who somebody is: turns, a list, a fixed day.
    Watch what changes when it can be seen before anybody is bitter.
    { $safety }
experiment-accounts =
    An experiment for this week: take one line of the account in your head, and make of it a clear request, a boundary, or let it go.
    Watch how much lighter the rest becomes. I keep no accounts for you, and nobody owes you or me anything here.
    { $safety }

checklist-now =
    What did you practise this week? Tick what you did. It's about doing, not about how good you are; only you see it, and the ticks are gone after a week.
    { $safety }
do-checklist-ticked = ✓ { $practice }
do-checklist-open = { $practice }
practised-asked = Asked for one clear thing
practised-easy-no = Made a no easy
practised-thanked = Received with a plain thank-you
practised-offered = Offered something, having the strength
practised-rested = Rested, or set a limit
practised-shared = Shared out what always falls to the same
do-checklist-on = Bring it every week
do-checklist-off = Don't bring it every week
checklist-weekly = I'll bring it once a week, at { $hour }.
checklist-stopped = I won't bring it any more. /checklist shows it whenever you like.

reflect-offered =
    One question a week about asking, offering, receiving or rebalancing, and one thing to do about it. It comes at { $hour } by your clock, just for you, until you stop it. I keep no answers.
    { $safety }
reflect-wished =
    You have one question a week, at { $hour } by your clock. I keep no answers.
    { $safety }
reflect-stopped = No more questions. /reflect brings them back.
do-reflect-on = One question a week
do-reflect-off = Stop the questions
question-asking-1 =
    This week's question: what would be easier if you asked one person for one thing?
    { $safety }
question-asking-2 =
    This week's question: what do you do alone only because nobody knows that you'd like company in it?
    { $safety }
question-offering-1 =
    This week's question: what could you give this week without tiring yourself?
    { $safety }
question-offering-2 =
    This week's question: what do you have that mostly stands around, and who might be glad of it?
    { $safety }
question-receiving-1 =
    This week's question: what were you given lately that you haven't simply thanked for?
    { $safety }
question-receiving-2 =
    This week's question: when somebody offers you something, what makes it hard to just say yes?
    { $safety }
question-rebalancing-1 =
    This week's question: what always falls to the same person, and what would it take to share it out?
    { $safety }
question-rebalancing-2 =
    This week's question: what do you carry that you could put down for a while?
    { $safety }

rest-offered = You've been there for many people in { $village } lately: thank you. Would you like to rest, or let others take turns? Nobody hears of it, and if it's fine as it is, there's nothing to do.

news-all =
    What waits for you, or is coming up:
    { $lines }
    /mine shows all that is open.
news-yes = • Somebody has said yes and waits for your word: { $facts } ({ $village })
news-ask = • You were asked, and either answer is fine: { $facts } ({ $village })
news-exchange = • Coming up, with { $other }: { $facts }
news-offer = • On offer, and perhaps what you're looking for: { $facts } ({ $village })
