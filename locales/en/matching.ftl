# Being asked, and bringing a yes to the one who asked.

match-reply = It sounds as if you could help { $name }: { $facts }. Shall I tell them?
do-reply-not = I didn't mean that
match-ask =
    { $name } from { $village } could use a hand: { $facts }
    { $connection }
    Could you? A no is always fine, and nobody hears of it.
match-ask-nameless =
    Somebody from { $village } could use a hand: { $facts }
    Their name comes once you've found each other. Could you? A no is always fine, and nobody hears of it.
do-match-yes = I can
do-match-yes-offer = I'd like that
do-match-no = Not this time
do-match-rest = Rest me a while
do-match-block = Block
match-changed =
    What you said yes to reads differently now: { $facts }
    If that no longer suits you, say so when you're brought together: that's always fine.
match-yes-noted = Thank you! I'll write as soon as I know more.
match-yes-card = { $facts }
    Thank you for saying yes. I'll write as soon as I know more.
match-no-noted = That's fine. Nobody hears of it.
match-no-card = That's fine. Thank you for looking.
match-rest-card = That's fine. Rest well: I won't ask you anything for two weeks. /resume ends it sooner.
match-block-card = That's fine. I won't bring you two together again, and they won't be told. /unblock takes it back.

match-rested = I've asked you a few things lately and heard nothing, which is quite all right. So that you have peace, I won't ask anything for four weeks. /resume ends it sooner, and nobody hears of it.
match-offer = { $name } can help you: { $facts }
match-offer-taker = { $name } would like what you offer: { $facts }
do-match-accept = Yes, please
do-match-decline = Rather not
match-accepted = Wonderful!
match-over = This has ended.
match-declined = That's fine. All they will hear is that it's settled.
match-released = I've let this one go, so that nobody is kept waiting. What you posted stays open.
match-remind = { $name } is waiting for your word: please see my message above.
match-settled = This one is settled. Thank you for being there.
match-settled-thanks = “{ $what }” is settled now. Thank you for saying yes: it's good to know that you're there.
