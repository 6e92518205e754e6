"""What a village does and decides: pure rules first, use cases over small protocols after.

Nothing here knows a database, a chat platform, a language, the clock or chance: time, randomness and ids are arguments.
"""
