"""What Discord holds, drawn: for the pictures in docs/, and for whoever wants to see what a change looks like.

prose      Discord's Markdown → HTML, by its own patterns            pure
page       a channel or a thread as a page, in a style of our own    pure
scenes     what is on the pictures

    python -m tests.standins.discord.screen      writes docs/pictures/discord-*.png
"""
