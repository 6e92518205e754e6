# Proposals and votes.

proposal-words = “{ $words }”
proposal-norm = A norm: “{ $words }”
proposal-config =
    A change of how the village lives:
    { $rules }
proposal-config-short = A change of how the village lives
proposal-recall =
    That { $name } no longer looks after the village.
    { $words }
proposal-removal =
    That { $name } is no longer a member.
    { $words }
proposal-election = That { $name } looks after the village as { $role }.
proposal-confirmation = That { $name }, who helped to found the village, goes on looking after it.
proposal-reopening = To take up again what was decided: “{ $words }”
proposal-by = { $name } proposes:
proposal-by-several = Some neighbours propose:
proposal-by-village = It's time to decide:

proposal-draft =
    Your draft. Nobody else sees it yet.
    { $what }
    Talk it over in the group first, if you like. Once you open it, everybody votes for { $days ->
        [one] one day
       *[other] { $days } days
    }.
proposal-draft-consent =
    Your draft. Nobody else sees it yet.
    { $what }
    When you open it, I ask those whose word it takes.
proposal-draft-person =
    Your draft. Nobody else sees it yet.
    { $what }
    It's about a person: three others second it privately, the person is heard, and then everybody votes for { $days ->
        [one] one day
       *[other] { $days } days
    }.
do-proposal-open = Open the vote
do-proposal-days = Another length
do-proposal-withdraw = Withdraw
proposal-open =
    It's open until { $closes }:
    { $what }
proposal-asked =
    I've asked those whose word it takes:
    { $what }
proposal-seconding =
    { $what }
    It takes { $count } others who second it, privately.
do-proposal-names = Name more
proposal-who-seconds = Who might second it? Send me names, with commas between. It takes { $count } of them; I ask each privately.
proposal-names-asked = I've asked them. If somebody would rather not, nobody hears of it.
proposal-second-asked =
    { $name } asks you privately whether you second this:
    { $what }
    If not, just leave it. Nobody learns who did.
do-proposal-second = I second it
proposal-seconded = Noted. Nobody learns that it was you.
proposal-heard-first =
    { $what }
    It's seconded. Now the person is heard, and then everybody votes.
proposal-hearing =
    Some neighbours in { $village } propose this, and you're the first to hear it:
    { $what }
    If you like, answer in your own words; they stand beside the vote. It opens when you have, or in { $days } days.
do-hearing-answer = Answer
do-hearing-none = Say nothing
proposal-answer-now = Send me what you'd like to say.
proposal-answered = Thank you. The vote opens now.
proposal-hearing-over = The vote is open, or was taken back.
proposal-gone = There's nothing to vote on any more, so I've let it go.
proposal-withdrawn = You've taken it back.
proposal-lapsed = This draft was never opened, so I've let it go.

vote-open =
    { $by }
    { $what }
    { $answer }
    Vote until { $closes }. Only you see what you tap, and you may change it until then.
vote-open-typed =
    { $by }
    { $what }
    { $answer }
    Vote until { $closes }. Taps can be seen here, so votes are cast in private: write !votes to me there.
vote-open-names =
    { $by }
    { $what }
    { $answer }
    Vote in the poll until { $closes }. Everybody sees who chose what; those who were members when it opened are counted.
poll-open =
    { $what }
    Names are visible; every vote counts the same.
poll-open-weighted =
    { $what }
    Names are visible, and votes are weighted by trust: over many such polls the weights can be worked out.
vote-answer = { $name } says: “{ $words }”
do-ballot-yes = Yes
do-ballot-no = No
do-ballot-abstain = I abstain
ballot-noted = Noted, for your eyes only. You may change it until { $closes }.
vote-ballot =
    Your ballot. Nobody else sees it.
    { $what }
    You may change it until { $closes }.
vote-remind =
    If you'd like to vote: this closes on { $closes }.
    { $what }
vote-remind-poll =
    If you'd like to vote, in the poll in the group: it closes on { $closes }.
    { $what }
refused-roll = This vote is for those who were members when it opened. You'll be part of the next one.
refused-vote-closed = This vote is closed. Thank you.

vote-closed =
    { $what }
    The vote is closed.
vote-withdrawn =
    { $what }
    It was taken back, and what was cast is forgotten.
vote-passed =
    Passed.
    { $what }
    { $took }
    { $then }
vote-passed-clearly =
    Clearly passed.
    { $what }
    { $took }
    { $then }
vote-passed-narrowly =
    Narrowly passed.
    { $what }
    { $took }
    { $then }
vote-not-passed =
    Not passed this time. Talk it over some more.
    { $what }
    { $took }
    { $then }
vote-not-passed-clearly =
    Clearly not passed.
    { $what }
    { $took }
    { $then }
vote-not-passed-narrowly =
    Narrowly not passed. Talk it over some more.
    { $what }
    { $took }
    { $then }
vote-too-few =
    Not passed: too few took part to decide. It can be proposed again.
    { $what }
    { $took }
    { $then }
vote-took-part = { $count } of { $of } took part.
vote-then-norm = It holds from now on, and stands in /config.
vote-then-later = It holds some nights from now, and you'll hear it then.
vote-then-refused = Something changed meanwhile, so it couldn't be carried out.
vote-differs =
    The poll shows something else than I counted:
    { $what }
    I count those who were members when it opened, and whose answer reached me.
vote-removed = { $village } has decided by vote that you're no longer a member. If things change, somebody there can let you in again. /mydata has everything of yours.

votes-open =
    Open in { $village }:
    { $votes }
votes-line-mine =
    • { $what }
    { "  " }Until { $closes }. Waits for your vote.
votes-line-done =
    • { $what }
    { "  " }Until { $closes }. You've voted.
votes-line-other =
    • { $what }
    { "  " }Until { $closes }, for those who were members when it opened.
votes-none = Nothing is open in { $village }. /propose starts something; /votes history shows what was decided.
do-votes-ballot-named = Vote: { $what }
votes-history =
    What was decided, the newest first:
    { $votes }
votes-history-none = Nothing has been voted on in { $village } yet.
votes-past-passed = { $number }. Passed, { $closes }: { $what }
votes-past-not-passed = { $number }. Not passed, { $closes }: { $what }
votes-past-too-few = { $number }. Too few took part, { $closes }: { $what }
do-proposal-reopen-named = Take up { $number } again

refused-propose = Say what you propose, such as /propose We paint the shed green. You can also name a rule, a norm or a person: /propose member_cap 100, /propose norm Quiet after ten, /propose recall NAME: why, /propose remove NAME: why.
refused-vote-days = A vote is open for { $least } to { $most } days.
refused-propose-young = That can be decided once the village is open. Until then, propose in words.
refused-propose-many = You have { $most } proposals under way. Let one of them end first.
refused-propose-again = There was such a vote less than { $days } days ago. It can be proposed again later.
refused-open-weighted = Open and weighted votes are chosen by a vote only, once the village is open.

proposal-life =
    How this goes: { $what }
    { $steps }
do-proposal-life-named = How it goes: { $what }
life-line = • { $step }
life-line-here = → { $step } (here)
life-draft = Drafted, for its author alone
life-called = The village's own rules call for it
life-seconding = Three others second it, privately
life-hearing = Whom it is about is heard
life-open = Everybody votes, until { $day }
life-reminded = One reminder for the undecided
life-closed = Counted, and the ballots forgotten
life-applied = If it passed, it holds
