"""How an answer is written into its thread and kept there.

messages   the messages of one answer: posted once, then edited
typing     what is shown until there is something to read
"""
