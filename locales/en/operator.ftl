# For whoever runs the bot.

database-url-wrong = KARMYQ_DATABASE_URL is not an address I can use. It looks like sqlite+aiosqlite:///village.db or postgresql+asyncpg://user:password@host/name.
database-locked = The database { $where } is in use by another program. Stop the other one, and start again.
database-read-only = The database { $where } cannot be written. Check the permissions of the file and of its folder.
database-not-one = { $where } is not a Karmyq database. Choose another file, or move this one away.
database-unreachable = The database { $where } cannot be opened. Check that the path or the server exists and may be used.
database-newer = The database was made by a newer Karmyq. Update the program; your data is safe.

run-nothing-configured =
    No platform is configured yet. Run karmyq setup telegram or karmyq setup matrix; to look around first, karmyq demo.
check-settings = The settings are in order.
check-database = The database ({ $kind }) is in order and up to date.
check-waiting = Letters waiting: { $waiting }. Deadlines overdue: { $overdue }. Is a bot running on this database?
trust-file-unreadable = { $file } cannot be read. Check the path and its permissions.
trust-file-no-json = { $file } is not JSON: it begins with an object for one village, or a list of them.
trust-file-wrong =
    { $file } is not a village:
    { $faults }

operator-village = { $title }: { $stage ->
    [founded] not set up yet
    [closed] closed
    [mature] open, mature
   *[constrained] open, young
}, { $members } members, { $rooms ->
    [one] one room
   *[other] { $rooms } rooms
}
operator-village-small = { $title }: { $stage ->
    [founded] not set up yet
    [closed] closed
    [mature] open, mature
   *[constrained] open, young
}, fewer than five members, { $rooms ->
    [one] one room
   *[other] { $rooms } rooms
}
operator-no-villages = There is no village here. Add the bot to a group.
operator-which-village = There are several villages: { $titles }. Say which one.
operator-no-village = There is no village “{ $title }”. These are there: { $titles }.
operator-no-yaml = I can't read this as rules in YAML. `karmyq config export` shows what they look like.
operator-rules-wrong = { $problems }
operator-rules-same = These are the rules of { $village } already.
operator-rules-set = { $village } lives by these rules now.
operator-rules-proposed = { $village } is open, so its people decide: those whose word it needs have been asked.
operator-file-unreadable = { $file } cannot be read. Check the path and its permissions; it is UTF-8 text.
operator-file-unwritable = { $file } cannot be written. Check the path and its permissions.
run-webhook-url-missing = Set KARMYQ_TELEGRAM__WEBHOOK_URL to the address that Telegram should push to, such as https://bot.example.org/telegram.
run-port-taken = Port { $port } cannot be listened on. Set KARMYQ_TELEGRAM__WEBHOOK_PORT to a free one.
telegram-token-refused = Telegram does not know this token. Ask @BotFather for it with /token, and run karmyq setup telegram.
telegram-token-misspelt = That is not a token. It looks like 123456789:AbC… and comes from @BotFather.
telegram-out-of-reach = Telegram could not be reached. Check the connection, and try again. Nothing was changed.
setup-telegram-begin =
    Karmyq needs a Telegram bot of its own. In Telegram, open @BotFather, send /newbot, choose a name,
    and copy the token that it gives you. It is a password: whoever has it can speak as the bot.
setup-telegram-token = Token (it is not shown)
setup-env-unwritable = The file .env cannot be written here. Check the permissions of the folder.
setup-telegram-met = This is @{ $name }. Its menus are set, and the token is kept in .env, which only you can read.
setup-telegram-privacy =
    @{ $name } cannot hear ordinary messages in groups yet, only commands. Do one of these:
    - make it an administrator of the group (then it also hears who arrives), or
    - in @BotFather send /setprivacy, choose @{ $name }, then Disable; where it is in a group already, remove and add it again.
setup-telegram-next =
    Start it with: karmyq run
    Add it to a group, as an administrator: { $link }
    Open a private chat with it: { $private }
