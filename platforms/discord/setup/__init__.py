"""The bot before it runs.

permissions  what it has to be allowed, where, and why       pure
invite       the link that takes it into a server
offered      commands, and entries in a message's menu          pure
registering  Discord is told of them
doctor       what holds of the bot; servers: of each server, trial: whether a message comes back
"""
