# For whoever runs the bot on Matrix.

matrix-no-login = Nobody is logged in on Matrix. Run karmyq setup matrix, or set KARMYQ_MATRIX__ACCESS_TOKEN.
matrix-token-dead = The Matrix login has ended, perhaps because somebody logged the bot out. Run karmyq setup matrix to log in again; nothing in the village is lost.
matrix-password-wrong = The homeserver does not accept this name and password.
matrix-other-user = The access token belongs to { $other }, not to { $user }. Correct KARMYQ_MATRIX__USER_ID or the token.
matrix-no-device = This access token belongs to no device, so it cannot carry encryption. Make one by logging in.
matrix-store-lost =
    The keys of the device { $device } are gone: the folder of KARMYQ_MATRIX__STORE is empty or another one.
    Put the folder back from your backup; or run karmyq setup matrix with the password, which makes a new device.
    Encrypted messages sent while the bot is away to the old device stay unread.
matrix-user-misspelt = That is not a Matrix name. It looks like @karmyq:example.org.
matrix-out-of-reach = No homeserver answers for { $server }. Check the name and the connection, or set KARMYQ_MATRIX__HOMESERVER to its address. Nothing was changed.
matrix-refused = The homeserver answered { $code } instead of logging the bot in. Nothing was written to .env.

setup-matrix-begin =
    Karmyq needs a Matrix account of its own: make one on your homeserver, as you would for a person.
    Log in with its password once, or with an access token. A password is not kept.
setup-matrix-user = The account's name, like @karmyq:example.org
setup-matrix-token-only = This homeserver takes no passwords. Ask its administrator for an access token of the account.
setup-matrix-secret = Password or access token (it is not shown)
setup-matrix-met =
    Logged in. This is the device { $device }; clients show its key as
    { $fingerprint }
setup-matrix-not-signed =
    Cross-signing keys that were made elsewhere stand in the way: current clients will not trust this device, and the bot
    stays deaf in encrypted rooms. Run karmyq setup matrix again with the password, and they are replaced.
setup-matrix-next =
    Back up the folder { $store } together with the database: the bot's keys are in it.
    Start it with karmyq run, then invite { $user } to a room. The village begins at once.
