"""The demo: an invented village on the terminal platform, with neighbours who answer, and a tour that plays itself.

Nothing here is known to the bot: to it the village is one more platform, and the neighbours are people.
"""
