"""Several nodes with one ledger: any of them accepts, the one that holds a slot answers what belongs to it.

settings    what can be set in ``[cluster]``
plan        which slot answers what                                                pure
node        who this process is, and how it connects
holding     a slot is held by one node at a time: its lock, its epoch, its beats
fencing     nothing more is written by a node that another one took its slot from
watchdog    a node whose loop stands still ends itself
guarded     a backend of an account: used by the node that holds its slot, and by no other
scheduler   lanes for what this node answers
peers/      what nodes say to one another
queue       DBOS: what was accepted on any node comes to the one that answers
opening     where these parts meet
"""
