"""The bot before it runs.

permissions  what it has to be allowed, where, and why       pure
invite       the link that takes it into a server            pure
doctor       what holds of the bot and of its servers
"""
