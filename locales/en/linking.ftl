# One person on several platforms.

command-link = /link – be one person here and on another platform
command-unlink = /unlink – let this account stand alone again
link-code =
    Your code is { $code }. Write /link { $code } to me in your private chat on the other platform, within { $minutes } minutes.
    Then both are you: your villages, your karma, your ties and your wishes, each counted once.
link-done = Done: you are one person here and there. Everything of both is kept, and counted once.
unlink-done = Done: this account stands alone again. What was yours stays with your other account.
refused-link-code = I don't know this code, or its time is over. Write /link in your other private chat to get a new one.
refused-link-same = This is the chat that the code came from, or you are one person already.
refused-link-met = These two have helped each other, or keep apart, so I can't take them for one person.
refused-link-open = Something is still open between these two, or both were asked the same. Answer it or let it go first, then link.
refused-link-roles = In { $village } both are members, and one or both of them look after it. Let one of them /leave there first, then link.
refused-link-vote = A vote is open in which this account has a say. Link them once it is closed.
refused-link-room = A code is a secret: write it in your private chat with me. Take a new one now, this one was seen.
refused-unlink-only = This is your only account.
