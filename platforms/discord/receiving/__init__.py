"""What comes in from Discord, and who sees to it.

desk       everything that comes, in its order
"""
