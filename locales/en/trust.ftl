# How people are connected, in words.

trust-little-seen = You're little seen here lately.
trust-becoming-known = You're becoming known here.
trust-relied-upon = People here rely on you.
trust-pillar = You're a pillar of this village.

ties-none = You have no ties in { $village } yet. They grow when you and a neighbour do something for each other, and fade with time.
ties-own =
    Your ties in { $village }:
    { $ties }
    Nobody else sees this list.
ties-strong = Strong: { $names }
ties-warm = Warm: { $names }
ties-fading = Fading: { $names }
ties-nearly-forgotten = Nearly forgotten: { $names }
tie-strong = strong
tie-warm = warm
tie-fading = fading
tie-nearly-forgotten = nearly forgotten
do-ties-picture = As a picture
ties-picture =
    Your ties in { $village }:
    { $ties }
ties-line = { $name }: { $word }
tie-reminder = You and { $name } haven't done anything for each other in a while. No need to: just in case you'd like to say hello. /preferences reminders off stops these notes.

path-shown =
    How you and { $name } are connected:
    { $steps }
path-none = I know no way from you to { $name } that I can show.
step-helped = { $one } and { $other } have helped each other.
step-you-helped = You and { $other } have helped each other.
step-helped-across = { $one } and { $other } have helped each other across communities.
step-you-helped-across = You and { $other } have helped each other across communities.
step-sisters = { $one } and { $other } are in sister communities.
step-you-sisters = You and { $other } are in sister communities.
step-same-community = { $one } and { $other } are in the same community.
step-you-same-community = You and { $other } are in the same community.
step-invited = One of { $one } and { $other } invited the other.
step-you-invited = One of you and { $other } invited the other.
link-helped = helped each other
link-helped-across = helped across communities
link-sisters = sister communities
link-same-community = same community
link-invited = invited by

letter-told = People in { $here } know of you through { $village }. That's a letter of introduction: it helps at the start, and what you do here counts most.

refused-path-looks = You've looked for { $most } paths this week, which is as many as there are. They come back day by day.
