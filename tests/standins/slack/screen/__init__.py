"""What Slack holds, drawn: for the pictures in docs/, and for everybody who wants to see what a change looks like.

prose     Slack's two kinds of text → HTML                              pure
blocks    the blocks of a message → HTML, by the rules of Block Kit     pure
page      a channel's thread as a page, in a style of our own           pure
camera    the page → a PNG, by Chromium

    python -m tests.standins.slack.screen        writes docs/pictures/slack-*.png
"""
