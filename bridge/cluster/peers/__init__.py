"""What nodes say to one another, by LISTEN and NOTIFY on the database that they share.

words      what is said
packing    that as text, also for a node of another version                        pure
ear        what is notified arrives here
wire       what is said gets there, as long as the database does; and who is there
asking     a question to all of them, until one has an answer
telling    an answer, on its way to whoever holds its stream elsewhere, or looks on
arriving   one that comes from there, in its order
holding_on whoever holds a stream here, while another node answers
looking_on whoever looks on here
only       what one process at a time may do, and what is done but once
here       what this node does for the others
peers      the seam `Peers`, made of these
"""
