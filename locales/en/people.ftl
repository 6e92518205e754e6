# What a person says about themselves.

start-stranger =
    Hello, I'm Karmyq, a bot for neighbours who help each other.
    I live in group chats. Add me to yours, or join one where I already am.
start-present =
    Hello, I'm Karmyq, a bot for neighbours who help each other.
    You can ask for help or offer it, and nobody is ever ranked. Are you in?
start-member =
    Hello again. You're in:
    { $villages }
    Tell me what you need or what you can give, or use /help.
start-village = • { $village }

said-hint = I didn't hear a request or an offer in that. Try “I need …” or “I can lend …”, or use /help.
went-wrong = Something went wrong on my side, and nothing was changed. Please try again.

language-which = Which language shall I speak with you?
language-set = From now on I'll speak English with you.
language-en = English
language-es = Español

skills-unset =
    You haven't said what you like to be asked for, so you may be asked anything.
    Tell me, with commas between: /skills bikes, lifts to town, cooking
skills-set =
    Noted. You'll only be asked for things like these:
    { $skills }
skills-now =
    You like to be asked for:
    { $skills }
    Change it with /skills bikes, lifts to town, or forget it with /skills none.
skills-line = • { $words }
skills-none = Forgotten. You may be asked anything now.

limits-now =
    { $limits }
    Change this with /limits 2, /limits quiet 22:00-07:30, /limits urgent on, /limits zone Europe/Lisbon, or /limits reset.
limits-asks = • You're asked at most { $most ->
        [one] once
       *[other] { $most } times
    } a week.
limits-asks-village = • You're asked as often as your village allows.
limits-quiet = • Quiet from { $from } to { $to }.
limits-quiet-village = • Quiet hours as in your village.
limits-urgent-on = • Urgent requests may reach you in quiet hours.
limits-urgent-off = • Nothing reaches you in quiet hours, not even urgent requests.
limits-zone = • Your time zone: { $zone }.
limits-zone-village = • Your time zone: your village's.

preferences-now =
    { $wishes }
    Press what you'd like otherwise. /limits says how often and when you're asked, /skills for what.
preferences-paths-on = • You may stand between others on a path.
preferences-paths-off = • You never stand between others on a path.
preferences-found-on = • People in your villages may see how they are connected to you.
preferences-found-off = • Nobody can look for a path to you.
preferences-reminders-on = • I may tell you when a tie is nearly forgotten.
preferences-reminders-off = • I don't remind you of ties that fade.
preferences-pictures-on = • I send you pictures beside words.
preferences-pictures-off = • I send you words only.
preferences-digest-daily = • At most once a day, at { $hour } by your clock, I sum up what waits for you.
preferences-digest-weekly = • On Sundays at { $hour } by your clock, I sum up what waits for you.
preferences-digest-off = • I never sum up what waits for you.
do-preferences-digest-daily = Sum up daily
do-preferences-digest-weekly = Sum up weekly
do-preferences-digest-off = Never sum up
do-preferences-paths-on = Let me stand on paths
do-preferences-paths-off = Keep me off paths
do-preferences-found-on = Let people find me
do-preferences-found-off = Let nobody look for me
do-preferences-reminders-on = Remind me of ties
do-preferences-reminders-off = No reminders of ties
do-preferences-pictures-on = Pictures too
do-preferences-pictures-off = Words only
do-preferences-types = What I'm asked in { $village }
preferences-types = What may I ask you for in { $village }? Tap to change it.
do-preferences-type-on = ✓ { $type }
do-preferences-type-off = { $type }
refused-preferences = I didn't understand that. Try /preferences paths off, found off, reminders on, pictures off, digest weekly, or hour 19:30.

pause-open = Rest well. I won't ask you anything until you say /resume.
pause-until = Rest well. I won't ask you anything until { $until }, or until you say /resume.
resume-done = Good to have you back.

block-done = Done. I won't bring you and { $name } together again, and they won't be told. /unblock takes it back.
unblock-done = Done. You and { $name } may meet through me again.
unblock-none = You haven't blocked anybody.
which-person = Whom do you mean?
which-person-line = { $ordinal }. { $name }
name-gone = somebody who left

refused-unknown-name = I know nobody called “{ $name }” here. Please write the name as it stands in the group.
refused-name-missing = Whom do you mean? Write the name after the command.
refused-pause-days = Please give a number of days from 1 to { $most }, or none at all.
refused-time-zone = I don't know the time zone “{ $zone }”. Time zones look like Europe/Lisbon or America/Lima.
refused-limits = I didn't understand that. Try /limits 2, /limits quiet 22:00-07:30, /limits urgent on, /limits zone Europe/Lisbon, or /limits reset.
do-pick-people = Pick people
private-waits = { $name }, something private is waiting for you. Open this and press Start, so that I can write to you: { $link }
