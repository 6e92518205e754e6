# What reads like an emergency. Short, calm, and clear that I am a bot.

crisis-medical =
    If somebody is hurt or ill, call { $emergency } now.
    { $lines }
    I'm a bot and can't call for you. I'm not an emergency service.
crisis-danger =
    If anybody is in danger, get to safety first and call { $emergency } now.
    { $lines }
    I'm a bot and can't call for you. I'm not an emergency service.
crisis-violence =
    If you're in danger, call { $emergency }. You don't have to go through this alone, and it isn't your fault.
    { $lines }
    I'm a bot, and what you wrote stays between us.
crisis-self-harm =
    I'm glad you said it. Please talk to somebody now: you matter, and people are there to listen, day and night.
    { $lines }
    If you may be in danger, call { $emergency }. I'm a bot, and what you wrote stays between us.
crisis-line = • { $name }: { $number }
crisis-note = • { $note }
crisis-public = If this is an emergency, please call { $emergency } now. I'm a bot and can't call for you.
do-crisis-ask = Ask around anyway
crisis-now =
    { $known ->
        [yes] In an emergency I give these numbers: { $emergency }
       *[no] I don't know your country, so in an emergency I give { $emergency }. /set country ES tells me.
    }
    { $lines }
    What the village adds: { $note }
    Change it with /crisis followed by your own words, or /crisis none. It takes two of you.
crisis-consent =
    { $by } would like me to say this in an emergency in { $village }, beside the official numbers:
    { $note }
    Do you agree? Nobody sees what you answer.
crisis-agreed = Agreed. /crisis shows what I say in an emergency now.
