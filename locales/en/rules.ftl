# A village's rules, one sentence each: what holds, what it governs, what may stand there.

rules-people = — People
rules-asking = — Asking
rules-karma = — Karma
rules-trust = — Trust
rules-deciding = — Deciding
rules-place = — Place

rule-member-cap = At most { $value } members.
rule-visibility-mode = { $value ->
    [public] Other people may find the village and see what kinds of help are asked for.
    [hybrid] Other people may find the village, and see only kinds of help and counts.
   *[members_only] Only members know that the village is here.
}
rule-outsider-response-allowed = People from outside { $value ->
    [yes] may answer a request that its author opened to them.
   *[no] can't answer requests.
}
rule-request-types = What may be asked: { $value }.
rule-karma-split-helper = Whoever helps gets { $value } percent of the karma.
rule-karma-split-requestor = { $sign ->
    [below] Asking costs { $value } percent of the karma.
   *[above] Asking brings { $value } percent of the karma.
}
rule-base-karma-pool-per-request = A done request is worth { $value } karma in all.
rule-karma-decay-half-life-days = { $value ->
    [0] Karma never fades.
    [one] Karma fades to half in a day.
   *[other] Karma fades to half in { $value } days.
}
rule-trust-depth-weight = Ties that run deep make { $value } percent of trust.
rule-trust-breadth-weight = Knowing many people makes { $value } percent of trust.
rule-trust-decay-half-life-days = A tie fades to half in { $value } days when nothing new happens.
rule-trust-path-max-hops = Paths between people have at most { $value ->
    [one] one step
   *[other] { $value } steps
}.
rule-min-interactions-for-trust = A tie counts after { $value ->
    [one] one exchange
   *[other] { $value } exchanges
}.
rule-request-approval-required = { $value ->
    [yes] Somebody who looks after the village sees each request before anybody is asked.
   *[no] Requests go out without anybody's approval.
}
rule-new-member-karma-lockout-days = { $value ->
    [0] Newcomers earn karma from the first day.
    [one] Newcomers earn karma from the second day.
   *[other] Newcomers earn no karma in their first { $value } days.
}
rule-join-approval-required = { $value ->
    [yes] Newcomers are let in by those who look after the village, or come with an invitation.
   *[no] Anybody may join.
}
rule-joining-counts-as-interaction = { $value ->
    [yes] New members have a say from day one.
   *[no] New members have a say after their first exchange.
}
rule-carry-accept = { $value ->
    [0] Only what happens here counts for trust here.
   *[other] Trust from other villages counts { $value } percent at first.
}
rule-carry-cap = { $value ->
    [0] What other villages say adds nothing to anybody's trust.
   *[other] What other villages say adds at most { $value } of 100 to anybody's trust.
}
rule-carry-from = Villages whose word we accept by name: { $value ->
    [none] none
   *[other] { $value }
}.
rule-ask-budget-per-week = Nobody is asked more than { $value ->
    [one] once
   *[other] { $value } times
} a week.
rule-rest-after-helps = Whoever helped { $value ->
    [one] once
   *[other] { $value } times
} in 28 days may rest: I ask them last.
rule-wave-size = I ask { $value ->
    [one] one person
   *[other] { $value } people
} at a time.
rule-wave-hours = I wait { $value ->
    [one] one hour
   *[other] { $value } hours
} before I ask the next.
rule-asks-per-request = For one request I ask at most { $value } people.
rule-open-requests = Everybody may have { $value ->
    [one] one request
   *[other] { $value } requests
} open at once.
rule-requests-per-week = Everybody may ask { $value ->
    [one] once
   *[other] { $value } times
} a week.
rule-after-no = { $value ->
    [gentle] After a no I leave people alone for a week, unless nobody else is left.
   *[strict] After a no I always leave people alone for a week.
}
rule-quiet-hours = Quiet hours: { $value }.
rule-completion-silence-days = When one side says it happened and the other is silent, it counts after { $value ->
    [one] a day
   *[other] { $value } days
}.
rule-post-ttl-days = What stays open ends by itself after { $value } days.
rule-greet-newcomers = { $value ->
    [yes] I greet newcomers in the group.
   *[no] I don't greet newcomers.
}
rule-room-digest = { $value ->
    [yes] Once a week I sum up in the group what is open.
   *[no] I don't sum up the week in the group.
}
rule-share-with-sisters = { $value ->
    [yes] Requests opened to the outside also reach sister villages.
   *[no] Nothing is shared with sister villages.
}
rule-safety-contacts = When something feels wrong: { $value ->
    [none] the admins listen
   *[other] { $value }
}.
rule-services-enabled = { $value ->
    [yes] Paid services may be listed.
   *[no] No paid services.
}
rule-service-types = Services that may be listed: { $value ->
    [none] any
   *[other] { $value }
}.
rule-service-min-trust = { $value ->
    [0] Any member may list a service.
    [25] Services are listed by people who are becoming known here.
    [50] Services are listed by people the village relies on.
   *[75] Services are listed by pillars of the village.
}
rule-governance-template = { $value ->
    [council] A council decides: admin, moderator and treasurer, each for their part.
    [open-delegation] Everybody decides by vote.
   *[small-collective] A small group decides together.
}
rule-governance-eligibility-threshold = Roles are open to people with a trust of at least { $value } of 100.
rule-governance-quorum-size = It takes { $value ->
    [one] one of those who look after the village
   *[other] { $value } of those who look after the village
} to decide.
rule-governance-roles = Roles of our own: { $value ->
    [none] none
   *[other] { $value }
}.
rule-ballot-mode = { $value ->
    [open] Votes are open: everybody sees who chose what.
    [open_weighted] Votes are open and weighted by trust.
   *[secret] Votes are secret.
}
rule-language = I speak { $value ->
    [es] Spanish
   *[en] English
} in the group.
rule-time-zone = Time zone: { $value }.
rule-country = Country: { $value ->
    [none] not said
   *[other] { $value }
}.

rule-line = • { $rule }
rule-line-keyed = • { $rule } ({ $key })
rule-changes =
    • { $after }
    { "  " }(Now: { $before })

about-member-cap = When the village is full nobody can join until somebody leaves. A cap below the present size removes nobody.
about-visibility-mode = What people outside see of the village. Before it's open, nothing.
about-outsider-response-allowed = A single request is seen outside only if its author tapped “Outside too”. This says whether people outside may answer it.
about-request-types = Each kind has a name, one of nine kinds to listen for, and how much karma it's worth (0.5 to 2 times). Try /set request_types +gardening skill 1.2, or -meal.
about-karma-split-helper = What whoever helps gets of a request's karma. The two shares need not make 100.
about-karma-split-requestor = What whoever asks gets of a request's karma: asking takes courage. Below zero, asking costs some.
about-base-karma-pool-per-request = What a done request is worth. Some kinds of help count a little more or less.
about-karma-decay-half-life-days = How long karma lasts; 0 means for ever.
about-trust-depth-weight = How much trust comes from people who helped each other often. Breadth is the rest.
about-trust-breadth-weight = How much trust comes from knowing many. Depth is the rest.
about-trust-decay-half-life-days = How long ties last when nothing new happens.
about-trust-path-max-hops = How far I look for a path between two people.
about-min-interactions-for-trust = How many exchanges two people need before their tie counts.
about-request-approval-required = Whether somebody who looks after the village sees each request first.
about-new-member-karma-lockout-days = How long newcomers earn no karma, and their exchanges give no trust yet. Asking and helping stay free.
about-join-approval-required = Whether a newcomer needs somebody's word. While the village is young it always does.
about-joining-counts-as-interaction = Whether new members count at once among those who decide.
about-carry-accept = How much of what another village says of a newcomer counts here: 0.3 is 30 percent.
about-carry-cap = The most that another village's word may add to anybody's trust.
about-carry-from = Villages whose word we trust, by name, once they have grown up. Commas between; none for nobody.
about-ask-budget-per-week = The most anybody is asked in seven days. Everybody may set less with /limits.
about-rest-after-helps = After so many helps in 28 days somebody is asked last.
about-wave-size = How many I ask at once.
about-wave-hours = How long I wait between two rounds of asking.
about-asks-per-request = After so many I come back to the author.
about-open-requests = How many requests one person may have open at once.
about-requests-per-week = How often one person may ask in seven days.
about-after-no = Somebody who can't this time is left alone for a week. This says whether I may ask them sooner when nobody else is left.
about-quiet-hours = When I ask nobody anything, by the village's clock. Everybody may set their own with /limits.
about-completion-silence-days = When one side says it happened and the other says nothing.
about-post-ttl-days = How long a request or an offer without a date stays open.
about-greet-newcomers = Whether I say hello in the group when somebody arrives.
about-room-digest = A short weekly note in the group: what is open, and how much was done.
about-share-with-sisters = Only when both sister villages switch it on, and only what its author opened to the outside.
about-safety-contacts = Whom anybody may tell in confidence that something felt wrong. Name members; I'll ask each privately.
about-services-enabled = Whether members may list paid services. They never touch karma.
about-service-types = Which services may be listed. Commas between; none for all.
about-service-min-trust = How well known somebody must be here to list a service: 0, 25, 50 or 75.
about-governance-template = How roles and rules are decided once the village has grown up.
about-governance-eligibility-threshold = How much the village has to rely on somebody who looks after it. 50 is about four people, three times each, over a couple of months.
about-governance-quorum-size = How many of those who look after the village have to agree.
about-governance-roles = Roles beside those everybody knows, each with what it may do. Try /set roles +librarian let_in insights, or -librarian.
about-ballot-mode = How votes are cast. Secret and weighted by trust; open, one head one vote; or open and weighted, which only a vote can choose, since over many such votes the weights can be worked out.
about-language = The language I speak in the group. In private everybody has their own.
about-time-zone = The clock I read times by. In private everybody may have their own.
about-country = Which emergency numbers I give.

allowed-whole = a whole number from { $low } to { $high }
allowed-steps = a number from { $low } to { $high }, in steps of { $step }
allowed-share = a number from { $low } to { $high }, such as 0.3
allowed-choice = one of: { $options }
allowed-yes-no = yes or no
allowed-names = names with commas between, or none
allowed-types = a name in small letters (_ for a space), then one of borrow, ride, errand, care, repair, skill, company, meal, other, then how much it counts, from 0.5 to 2; at least one, each once
allowed-roles = up to ten names in small letters (_ for a space), each followed by any of let_in, rules, insights; or none
allowed-hours = hours such as 21:00-08:00
allowed-language = en or es
allowed-zone = a time zone such as Europe/Lisbon
allowed-country = two letters such as ES, or none

problem-unknown = • { $key }: I know no such rule. /config shows them all.
problem-range = • { $key }: “{ $value }” doesn't fit. It may be { $allowed }.
problem-sum = • { $key }: depth and breadth make 1 together; { $value } doesn't.
refused-rules =
    Nothing is changed yet. Please look at this:
    { $problems }

rules-norms =
    What we settled by vote
    { $norms }
rules-norm = • { $words }

config-all =
    How { $village } lives:
    { $rules }
    Write /config and a rule's name to read more, such as /config member_cap. /config history shows what changed.
config-one =
    { $key }
    { $rule }
    { $about }
    It may be { $allowed }.
    { $who }
who-changes-usual-constrained = While the village is young its founder group settles this by majority: /set.
who-changes-usual-mature = Those who look after the village settle this together: /set.
who-changes-council-constrained = While the village is young its founder group settles this by majority: /set.
who-changes-council-mature = Whoever has the role for it settles this, or the council together: /set.
who-changes-delegation-mature = Everybody settles this by vote: /propose.
who-changes-protected-constrained = The founder group settles this by majority, at most once in 90 days. It holds some nights later, so that it tells nothing about anybody.
who-changes-protected-mature = Everybody settles this by vote (/propose), at most once in 90 days. It holds some nights later, so that it tells nothing about anybody.
config-history =
    What changed, the newest first:
    { $changes }
config-history-none = The rules of { $village } are as they were at first.
config-past =
    { $number }. { $at }, { $by }:
    { $rules }
config-past-decided =
    { $number }. { $at }, { $by }, decided to hold some nights later:
    { $rules }
config-operator = whoever runs the bot
do-config-revert-named = Take back { $number }
config-changed = New in { $village }: { $rule }
config-changed-many = { $count } rules of { $village } are new; /config shows them.
config-changed-noted = Done.
config-same = That's how it is already.
config-set-out = I've asked the others whose word it takes. It changes once enough of them agree.
config-consent =
    { $by } would like to change the rules of { $village }:
    { $changes }
    Do you agree? Nobody sees what you answer.
do-config-yes = I agree
do-config-no = Rather not
config-said = Noted. Nobody else sees it.
config-agreed-later = Agreed. It holds some nights from now, and the village hears it then.
config-agreed = Agreed. /config shows how the village lives now.
config-not-agreed = It didn't come together this time, so everything stays as it is. It can be tried again.
refused-set = Which rule, and what should it be? For example /set member_cap 120. /config shows the rules.
refused-protected = This may change once in { $days } days, and it did lately. Please try again later.
refused-revert = There's nothing to take back there.
