# A room becomes a village; people say that they are in.

community-arrival =
    Hello, { $village }! I'm Karmyq, a bot that helps neighbours help each other.
    When somebody here needs something or has something to give, I ask them privately whether I should help, and then ask a few neighbours, also privately.
    I keep only what is confirmed to me. Everything else you say here leaves no trace, and nobody is ever ranked.
    Who is in?
community-back = Hello again, { $village }! Everything is as it was.
community-greeting = Welcome, { $names }! I'm Karmyq, a bot that helps neighbours in { $village } help each other. Are you in?
do-member-in = I'm in
do-member-in-named = I'm in: { $village }
member-in = You're in. Welcome to { $village }! Whenever you need a hand, just say so in the group.
member-already = You're already in { $village }.
member-asked = I've asked those who look after { $village }. If you hear nothing for a week, you may ask again.
member-waiting = I've asked those who look after { $village } already. If you hear nothing for a week, you may ask again.
join-asked = { $name } would like to join { $village }. Shall I let them in?
do-join-approve = Let them in
do-join-refuse = Not now
join-knocked = You've knocked at { $village }. I'm Karmyq, its bot: I've asked those who look after it, and they'll open when they can.
join-approved = { $name } was let in.
join-refused = Settled: not now for { $name }. They aren't told.
join-approved-noted = Done. They're welcome.
join-refused-noted = Noted. They aren't told.
join-let-in = You're in. Welcome to { $village }! Whenever you need a hand, just say so in the group.
join-may-come = You're welcome in { $village }. Are you in?
invite-made =
    Here's a way into { $village } for one person, until { $until }:
    { $link }
    Pass it on to whomever you'd like to have here. I'll remember that it came from you.
approve-nothing = Nothing waits for you in { $village }.
refused-invitation = That invitation is used, over, or not mine. Ask whoever gave it to you for another.
refused-invitations = You have { $most } invitations out that nobody has used yet, as many as there are. Each ends after two weeks.
leave-done = You've left { $village }. What you and your neighbours did for each other stays true. You're welcome back any time.
which-village = Which village is this about? I'll remember it for this chat; /start lets you choose again.
do-community-pick = { $village }

refused-village-full = { $village } is full: its rules have room for { $cap } members. A village of that size may become two; those who look after it know more.
refused-not-a-member = That's for members. Press “I'm in” in your group, or send me /start privately.
refused-not-yours = That button is for somebody else.
refused-expired = That button has expired. Please start again.
refused-settled = That's already settled. Thank you.
refused-unknown-command = I don't know /{ $command }. See /help for what I can do.

topic-here =
    What I say to everybody in { $room } goes into that topic from now on. I listen everywhere.
    Send /topic only there if I should listen nowhere else, and /topic none to end it.
topic-only =
    I speak to everybody in that topic of { $room } from now on, and listen only there. Commands work everywhere.
    /topic none ends it.
topic-none = { $room } has no topic of mine any more: I listen everywhere again.
refused-no-topic = That works inside a topic of your group: open the topic, and send /topic there.
unsigned-command = That takes a name. Is it you? I answer privately, and nobody else sees who pressed.
do-command-sign = It's me

room-all =
    The rooms of { $village }:
    { $rooms }
    /room and a name opens another one.
room-line = • { $room }
room-ask = Shall I open the room “{ $room }” for { $village }, and invite everybody who is in?
do-room-make = Open it
room-coming = I'm opening “{ $room }”…
room-made = “{ $room }” is open, and everybody in { $village } is invited. You decide in it; I'm only a guest.
room-not-made = “{ $room }” could not be opened: the server would not let me. Its administrator can say why.
refused-room-here = Here I can't open groups. Make one yourself and add me; I'll ask whether it is a room of { $village }.
do-room-space = Show them together
space-coming = I'm putting the rooms of { $village } together…
space-made = The rooms of { $village } stand together in { $space } now. Whoever is in one of them may join: pass it on as you like.

digest-week =
    This week in { $village }:
    { $lines }
digest-request = • Somebody could use: { $facts }
digest-offer = • On offer: { $facts }
digest-done = • Neighbours did something for each other { $count ->
    [one] once
   *[other] { $count } times
}.

insights-all =
    How { $village } fares:
    { $lines }
insights-open = • Open requests: { $value }
insights-answered-share = • { $value } percent of what was asked in the last eight weeks got a yes.
insights-hours = • Half of the yeses come within { $value ->
    [one] an hour
   *[other] { $value } hours
}.
insights-active = • { $value } percent of the members were active in the last 90 days.
insights-newcomers = • { $value ->
    [one] One person
   *[other] { $value } people
} joined in the last four weeks.
insights-load = • Helping is { $value ->
    [even] spread evenly
    [uneven] on few shoulders
   *[somewhat] on some shoulders more than on others
}.
insights-too-few = • { $what }: too few to say.
insights-name-open = Open requests
insights-name-answered-share = Requests that got a yes
insights-name-hours = How long a yes takes
insights-name-active = Active members
insights-name-newcomers = Newcomers
insights-name-load = How helping is spread
insights-asked = Asked
insights-answered = Got a yes
