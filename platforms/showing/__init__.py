"""How an answer is written on every chat platform: in parts that lose nothing, no faster than allowed.

answer     the answer so far → the messages that should hold it       pure
split      Markdown in parts that lose nothing                        pure
draft      latest text wins, never faster than allowed
reply      post once, then edit; each part's id into the ledger
below      what can be done below an answer                           pure
newest     which answer has the buttons
offering   which models the menu below it has
whole      the name of the file that holds a whole answer             pure
"""
