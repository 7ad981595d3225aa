"""What comes in from Discord, and who sees to it.

desk          everything that comes, in its order
files         those that come with a question
interactions  commands, clicks and choices: who did what where, and how only they are answered
"""
