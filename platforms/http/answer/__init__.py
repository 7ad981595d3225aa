"""What comes of an answer, told in the pieces that every wire has.

pieces       what there is to tell                                                 the nouns
gathered     what of the answer has come, and what of it was told                  pure
links        the pages of the web that it leads to                                 pure
ending       where an answer ends before its backend says so: stops, limit         pure
tokens       how tokens are counted
vocabulary   exactly, where the vocabulary is on this machine
shaping      the feed's events → pieces                                            pure
reading      how an answer is read where it has a form or may call tools           pure
parsed       what came of reading it                                               the nouns
calls/       the tool calls in a text                                              pure
forms        the JSON in a text                                                    pure
"""
