# Who looks after the village: roles, how they are given, and how they pass on.

role-admin = admin
role-moderator = moderator
role-treasurer = treasurer
role-named = { $name }
role-line = { $role } ({ $rights })
right-let-in = lets people and requests in
right-rules = may propose rules
right-insights = sees how the village fares

roles-all =
    Who looks after { $village }:
    { $lines }
    { $open }
    { $state }
    /nominate NAME ROLE names somebody. /roles history tells how it came about.
roles-none =
    In { $village } nobody holds a role right now; meanwhile those who administer the group look after it.
    { $open }
roles-holder = • { $name }: { $roles }, since { $day }
roles-founder = • { $name }: { $roles }, since { $day }, founder group
roles-caretaker = • { $name }: { $roles }, until somebody follows
roles-open = Open: { $roles }.
roles-young = The village is young: its founder group settles the rules.
roles-grown = The village has grown up: it settles its rules in its own way.
roles-history =
    Who has looked after the village, the newest first:
    { $changes }
roles-history-none = In { $village } nobody has held a role yet.
roles-past-founded = { $day }: { $name } begins in the founder group ({ $roles }).
roles-past-ratified = { $day }: { $name } takes it on ({ $roles }), as those who look after the village agreed.
roles-past-elected = { $day }: { $name } takes it on ({ $roles }), as the members decided.
roles-past-caretaker = { $day }: { $name } looks after it until somebody follows ({ $roles }).
roles-past-recalled = { $day }: { $name } hands it back ({ $roles }), as the members decided.
roles-past-passed-on = { $day }: { $name } has passed it on ({ $roles }).

nomination-noted = Thank you. If there's something to ask { $name }, I do so privately. Should { $name } become { $role }, you hear it with everybody else; otherwise nobody hears anything.
nomination-wanted = { $by } would like to see you as { $role } in { $village }. Would you take that on? Nobody learns of a no.
nomination-own = You'd like to be { $role } in { $village }. Shall I ask those who look after it?
do-nomination-accept = Yes, gladly
do-nomination-decline = Rather not
nomination-accepted = Thank you for being willing to be { $role } in { $village }. Now the others are asked; you'll hear within a week.
nomination-declined = That's fine. Nobody learns of it.
nomination-given = Welcome, { $name }: you're { $role } in { $village } now. /help shows what you can do.
nomination-over = That question about { $role } in { $village } is over. It may come again.
nomination-not-now = It hasn't come together this time for { $role } in { $village }. Thank you for being willing; it may be tried again.
ratify-asked = { $name } is willing to be { $role } in { $village }. Do you agree? Nobody sees what you answer, and you may change it for a week.
do-ratify-yes = I agree
do-ratify-no = Rather not
ratify-said = Noted. Nobody else sees it.
ratify-agreed = { $name } is { $role } in { $village } now.
ratify-over = The question whether { $name } becomes { $role } is over for now.
role-given = { $name } looks after { $village } as { $role } now.

stepdown-ask =
    You look after { $village } ({ $roles }). Would you like to pass it on?
    You can keep an eye on it until somebody follows, or let it end at once.
do-role-pass = Once somebody follows
do-role-leave = At once
do-role-keep = Keep it
stepdown-done = Done. Thank you for looking after { $village }!
stepdown-stays = Thank you. { $village } can't be without anybody ({ $roles }), so please keep an eye on it until somebody follows. /nominate NAME ROLE names somebody.
stepdown-passing = Thank you. From tonight on you only keep an eye on { $village } ({ $roles }), until somebody follows. /nominate NAME ROLE names somebody.
stepdown-kept = Good. Everything stays as it is.

role-warned = Roles in { $village } go round, to people whom many are in touch with just now. You've been { $role }; in two weeks it may be somebody else's turn, unless you give and take more here by then. I tell nobody why.
role-kept = Good news: you stay { $role } in { $village }.
role-caretaker = From now on you keep an eye on { $village } as { $role } until somebody follows. Thank you for all you've done! /nominate NAME ROLE names somebody.
role-released = You've kept an eye on { $village } as { $role } long enough; it ends now. Thank you for all you've done!
role-elected = { $village } is looking for somebody as { $role }. Whom would you ask? /nominate NAME ROLE names them, and the members decide.

refused-roles-later = Roles begin once { $village } is open and three of its founder group have said yes. Until then those who administer the group look after it.
refused-nominate = Who, and for what? For example /nominate Ana admin. /roles shows who looks after the village.
refused-no-such-role = There's no such role here. There is: { $roles }. For example /nominate Ana admin.
refused-nominations = You've named { $most } people this week, as many as there may be. Please try again in some days.
refused-no-role = You don't hold that role here. /roles shows who does.
