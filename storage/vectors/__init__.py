"""What was asked is found by what it means.

saying     what of a turn is encoded
making     behind the ledger, as the index of words is
basis      which directions say much in this ledger: learned from what is in it             pure
nearest    all codes in memory, and those nearest to one                                    pure
file       where they are kept
vectors    the thread that does both
"""
