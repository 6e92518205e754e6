# The terminal village: its window, its pretend neighbours, and the tour. Several lines are several things to say.

demo-village = Maple Lane

# The tour.

tour-title = A tour of { $village }. Names and neighbours are invented; the bot is real.
tour-arrival = The bot arrives, and says what it is.
tour-in = People become members by their own word, and only so.
tour-chatter = People chat, as they always did.
tour-chatter-line = The plum tree by the pond is full of bees.
tour-chatter-silence = Karmyq says nothing, and keeps nothing of it.
tour-request = Somebody needs something. Karmyq marks the message, and asks its author privately.
tour-request-line = Does anyone have a drill I could borrow on Saturday at 10?
tour-asking = The author confirms. A few neighbours are asked, each privately.
tour-no = One cannot. Nobody will ever hear of that.
tour-yes = Another can.
tour-accept = Both say yes, and each gets one card with what they need.
tour-later = Some days later.
tour-done = It happened, say both.
tour-thanks = A word of thanks goes to one person only.
tour-karma = Whoever wants to know where they stand asks privately. Nobody else can see it, admins included.
tour-end = That was all. “karmyq demo” in a terminal lets you play in the village yourself.
tour-mark = Karmyq marks { $name }'s message: heard
tour-unmark = Karmyq takes its mark away again
tour-press = { $name } presses [{ $label }]
tour-private = Karmyq to { $name }, privately
tour-own = { $name } to Karmyq, privately
tour-edited = (edited)
tour-lost = The tour lost its way: { $name } has no button { $action }.

# The window.

demo-top = Karmyq · { $village } · { $day } { $time }
demo-you-are = You are
demo-private = Karmyq, privately to { $name }
demo-write = Write, or type a button's number. Enter sends.
demo-keys = F1 help · Tab other pane · F2–F4 villager · F6 next day · Ctrl+Q quit
demo-edited = edited
demo-only-you = only you see this
demo-mark-heard = heard by Karmyq
demo-picture = picture · { $wide } × { $high } · { $size }
demo-poll-closed = This poll is closed.
demo-day-passed = A day has passed in the village.

demo-hint-in = You've just moved here. Type { $number } and press Enter: { $label }.
demo-hint-ask = Write in the group what you need, say: Could anyone lend me a ladder on Saturday at 10? Plain chat is fine too.
demo-hint-confirm = Karmyq heard you, and asks privately. Type { $number } and Enter: { $label }.
demo-hint-wait = A few neighbours are being asked, privately. Wait for a yes, or look around as somebody else with F3.
demo-hint-asked = You're being asked for a hand. { $number } says “{ $label }”; a no is just as fine, and nobody hears of it.
demo-hint-accept = Somebody can help. Type { $number } and Enter: { $label }.
demo-hint-done = You've agreed. Once it happened, type { $number } and Enter: { $label }. F6 lets a day pass.
demo-hint-thanks = It's done. { $number } says thank you. Then press Tab and write /karma to see where you stand.
demo-hint-karma = Only you would see it. Type { $number } and Enter: { $label }.
demo-hint-nobody = Nobody was free. { $number } asks everybody in the group: { $label }.
demo-hint-free = That's the whole round. Offer something, help somebody, or write /help to Karmyq (Tab).

demo-help-title = Help
demo-help-close = Esc closes
demo-help =
    You're in an invented village whose neighbours answer by themselves.
    The bot is the real one, with a database of its own. Left is the
    group, where everybody reads along; right is a private chat with it.

    Enter      say it, or press the button whose number you typed
    Tab        write in the group, or privately to Karmyq
    F2 F3 F4   be another villager; •2 means two messages wait there
    F6         let a day pass: reminders come, tired neighbours rest
    PgUp PgDn  look back
    Ctrl+Q     quit; the village waits for you

    Ask for something in the group, or offer it. Ordinary chat is left
    alone: Karmyq neither answers nor keeps it. In private, try /help,
    /karma, /mine and /skills.

# What the neighbours say. Every line is one thing to say.

cast-chatter =
    The plum tree by the pond is full of bees.
    Rain again. The frogs are happy at least.
    The library has new opening hours from Monday.
    I saw a heron by the brook today.
    Thanks for the lovely evening at the bonfire.
    The bins were collected early today.
    Good morning, everyone!
    The bakery smells wonderful this morning.
    Whose black cat sits on the bus shelter every morning?
    The first snowdrops are out behind the chapel.
cast-requests =
    Could someone give me a lift to the station on Friday at 8?
    Can anybody lend me a ladder this weekend?
    I need someone to water my plants next week while I'm away.
    Could anyone help me carry a sofa upstairs tomorrow evening?
    Does anyone have a cake tin I could borrow for Sunday?
    Can someone help me with my tax form on Wednesday afternoon?
    Could anybody repair the zip of my rain jacket this week?
cast-offers =
    I can lend my pressure washer this weekend if anybody wants it.
    I can fix bicycles on Sunday afternoon if anyone needs it.
    I have lots of apples to give away, who wants some?
cast-welcome =
    Welcome, { $name }!
    Hello { $name }, good to have you here!
    Lovely that you're with us, { $name }.
