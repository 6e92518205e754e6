# What `karmyq simulate` prints, for whoever runs the program.

simulate-fair = These rules
simulate-broadcast = Everybody
simulate-reliable = Most reliable 3
simulate-random = Any 3
simulate-fulfilled = Needs met (share)
simulate-median-wait = Wait for a yes (hours, median)
simulate-gini = Unevenness of helps (Gini)
simulate-top-tenth = Helps by the top tenth (share)
simulate-asks = Asks a member and week (95 %)
simulate-no-per-help = Noes and silences for each help
simulate-quits = People who gave up
