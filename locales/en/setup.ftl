# Setting a village up: the questions, their answers, the founder group.

do-setup-begin = Set this village up
setup-privately = Let's do that privately: see our own chat.
setup-running = { $name } is setting { $village } up just now. You may go on in their place.
do-setup-take-over = Go on in their place
setup-place =
    Let's set { $village } up. It takes a few taps, and you can change every answer.
    First, where are you?
    { $rules }
do-setup-answer-place-right = That's right
do-setup-answer-place-language = Another language
do-setup-answer-place-zone = Another time zone
do-setup-answer-place-country = Say which country
do-setup-room = This is a room of { $village }
setup-which-zone = Which time zone? For example Europe/Lisbon.
setup-which-country = Which country? Its two letters, such as ES or PT.
setup-whom = Whom is it for?
do-setup-answer-whom-just-us = Just us
do-setup-answer-whom-neighbourhood = Our neighbourhood
do-setup-answer-whom-anyone = Anyone
do-setup-template = Start from { $title }
setup-newcomers = How do newcomers begin?
do-setup-answer-newcomers-takes-time = Trust takes time
do-setup-answer-newcomers-cautious = Cautious
do-setup-answer-newcomers-open-arms = Open arms
setup-bonds = Which bonds matter?
do-setup-answer-bonds-deep = Deep ones
do-setup-answer-bonds-mix = A mix
do-setup-answer-bonds-wide = A wide web
setup-asking = Somebody asks, somebody helps: what counts?
do-setup-answer-asking-givers = Givers matter more
do-setup-answer-asking-balanced = Balanced
do-setup-answer-asking-brave = Asking is brave
setup-memory = How long does the village remember?
do-setup-answer-memory-long = Long
do-setup-answer-memory-seasonal = Seasonal
do-setup-answer-memory-present = The present
setup-villages = What is another village's word worth?
do-setup-answer-villages-own = We know who we know
do-setup-answer-villages-letter = A letter helps
do-setup-answer-villages-friends = Friends of friends
do-setup-back = Back
setup-review =
    This is how { $village } would live:
    { $rules }
    Tap a kind of help to leave it out or take it in. Everything can be changed later with /set.
do-setup-type-in = ✓ { $type }
do-setup-type-out = { $type }
type-line = { $name } ×{ $times }
type-line-plain = { $name }
do-setup-apply = Use these rules
setup-applied = { $village } has its own rules now. /config shows them to every member.
setup-founders =
    { $chosen ->
        [0] Who looks after { $village } together with you? Choose four or five people: press a name, or write names with commas between.
       *[other] With you: { $names }. Four or five in all.
    }
    Each is asked privately, and anybody may say no.
do-setup-founder = { $name }
do-setup-unfound = Choose anew
do-setup-open = Open the village
setup-open = { $village } is open. You're the first of its founder group; once three are in, they look after it together. /setup shows who is in.
setup-open-noted = The village is open!
community-open = { $village } is open. It has its own rules now: /config shows them to every member. Who else is in?
setup-room-bound = This group is a room of { $village } now. Everybody here may say that they're in.
founder-group =
    Founder group of { $village }: { $names }.
    { $room ->
        [yes] While there's room you can ask somebody else.
       *[no] { "" }
    }
founder-named = I'll ask { $name }, privately.
founder-wanted = { $name } asks you to be in the founder group of { $village }: five or six people who look after it at the start, let newcomers in and settle its rules. Would you like to? Nobody learns of a no.
do-founder-accept = Yes, gladly
do-founder-decline = Rather not
founder-accepted = Thank you! You're in the founder group of { $village }.
founder-in = You're in the founder group of { $village }. /help shows what you can do.
founder-declined = That's fine. Nobody learns of it.
founder-out = You're not in the founder group of { $village }. That's fine.
founder-roles-begin = { $names } look after { $village } from now on.
governance-mature = { $village } has grown up: people rely on those who look after it, and it settles its rules in its own way.
governance-constrained = { $village } is young again for a while: its founder group settles the rules until more people have grown into it.

questionnaire-differences =
    With these answers { $village } would change:
    { $changes }
    Tap a line to leave it out or take it in.
questionnaire-same = With these answers nothing would change in { $village }.
do-questionnaire-in = ✓ { $rule }
do-questionnaire-out = { $rule }
do-questionnaire-apply = Propose these
questionnaire-done = Thank you.

template-list =
    Templates, with how often each was used:
    { $templates }
    /templates name or /templates date sorts them differently.
template-line = • { $title } ({ $uses })
do-template-show = { $title }
template-shown =
    { $title }:
    { $rules }
do-template-apply = Propose it for { $village }

copy-differences =
    Like { $village }, these would change:
    { $changes }
do-copy-all = Take over all of it
do-copy-without-types = All but the kinds of help
copy-same = Your rules are those of { $village } already.
refused-copy = Whose rules? Write the village's name: /copyconfig Maple Street. /thriving shows some.
refused-copy-source = I see no village “{ $village }” from here.
refused-template = “{ $title }” no longer fits this version of me. Please choose another.
refused-templates = Try /templates, /templates name or /templates date.
refused-thriving = Please give a number of members, such as /thriving 25.
refused-setup = Setting the village up is for whoever brought me into the group, and for its admins.
refused-setup-running = { $name } is setting this village up just now.
refused-role = That's for those who look after the village. /config shows who may change what.
refused-founder-which = More than one person here is called “{ $name }”. Please press the right name.
refused-founders = A founder group is five or six people: choose { $fewest } or { $most } besides yourself.
refused-founders-full = The founder group is full: it has { $most } people.
refused-last-type = At least one kind of help has to stay.
refused-country = A country has two letters here, such as ES or PT.
refused-bind = That's no longer possible: people have asked or offered here, or the village is open.

communities-none = I see no other village from here.
communities-all =
    Villages you may see:
    { $villages }
communities-line = • { $village }: { $types }
type-count = { $type } ({ $count })
do-village-look = { $village }
village-look = { $village }: what its people opened to others follows, if there is anything. Would you like to join?
thriving-none = There is no such village yet, or none can be seen from here.
thriving-all =
    Where much is done for each other:
    { $villages }
    Tap one to see its rules, and to take them over.
thriving-line = • { $village }: { $pace ->
    [all-the-time] all the time
    [often] often
   *[now-and-then] now and then
}
do-copy-show = What would change in { $village }
post-outside-request = Somebody in { $village } could use a hand: { $facts }
post-outside-offer = Somebody in { $village } offers: { $facts }
do-post-outside = Outside too
post-outside-noted = People outside may see it now, without your name or the exact place.

safety-asked = I'll ask { $names }, privately. Whoever says yes becomes a safety contact.
safety-wanted = Would you be a safety contact of { $village }? Somebody may tell you, in confidence, that something felt wrong. Nobody learns of a no.
do-safety-accept = Yes, I'll listen
do-safety-decline = Rather not
safety-accepted = Thank you. People here may turn to you now.
safety-declined = That's fine. Nobody learns of it.

deaf-privacy = In “{ $room }” I only hear commands, not what people say. Please make me an admin there, or turn off my privacy mode at BotFather and add me again.
deaf-rights = In “{ $room }” I may not do enough to be of help. Please make me an admin there.
deaf-encryption = In “{ $room }” I can't read some encrypted messages. Please see in the room's settings that I may.
