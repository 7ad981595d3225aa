"""How an answer is written into its thread and kept there.

messages   the messages of one answer: posted once, then edited
writing    posted, edited, and compared with what Discord holds
typing     what is shown until there is something to read
naming     what a thread is called
buttons    what stands below an answer                                                    pure
"""
