"""One answer in its thread.

messages     the Messages of one turn
stream       as Slack streams them natively
writing      posted and edited, and compared with what Slack holds of them (held)
sign         the sign of life before there is something to read
older        the buttons of the answer before are taken away
buttons      what stands below an answer                                              pure
"""
