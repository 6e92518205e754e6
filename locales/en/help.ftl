# Help and the platform's command menu.

help-all =
    I'm Karmyq, a bot. Just say in the group what you need or can give, or tell me here.
    { $commands }
    On Matrix, commands begin with ! instead of /.
command-start = /start – who I am, and your villages
command-ask = /ask – ask for something
command-offer = /offer – offer something
command-mine = /mine – what you have open
command-done = /done – say that it happened
command-cancel = /cancel – cancel, or take something back
command-karma = /karma – your own karma, for you alone
command-skills = /skills – what you like to be asked for
command-limits = /limits – how often and when you're asked
command-pause = /pause – rest for some days
command-resume = /resume – be asked again
command-block = /block NAME – never meet that person through me
command-unblock = /unblock – take a block back
command-language = /language – English or Spanish
command-leave = /leave – leave this village
command-help = /help – this list
command-ties = /ties – your ties, in words
command-path = /path NAME – how you're connected to somebody
command-preferences = /preferences – paths, pictures, reminders, and what you are asked for
command-invite = /invite – a way in for somebody else
command-config = /config – how your village lives
command-communities = /communities – other villages
command-thriving = /thriving – where much is done for each other
command-templates = /templates – rules to start from
command-setup = /setup – set the village up
command-topic = /topic – speak in this topic of the group
command-room = /room – open another room for the village (/room and a name)
command-questionnaire = /questionnaire – answer the questions again
command-set = /set RULE VALUE – change a rule
command-copyconfig = /copyconfig VILLAGE – take over another village's rules
command-approve = /approve – who and what waits for you
command-crisis = /crisis – what I say in an emergency
command-insights = /insights – how the village fares
command-roles = /roles – who looks after the village
command-nominate = /nominate NAME ROLE – name somebody for a role
command-stepdown = /stepdown – pass your role on
command-mydata = /mydata – everything I keep about you
command-week = /week – seven days to set giving and receiving right
command-checklist = /checklist – what you practised this week
command-reflect = /reflect – one question a week
command-votes = /votes – what is being decided
command-propose = /propose WORDS – propose something to vote on
