"""The nouns of Threadbridge: frozen data that crosses the seams. What is told of an answer is in bridge/events.py.

Ids are opaque: only their owner makes and reads them, everyone else carries them.

places     where people talk, and what a backend keeps of it
questions  what was asked
turns      one question and its answer
looking    what somebody looks for, and what they may find
found      what was found in the ledger
archived   what is taken out of it to be kept elsewhere
past       chats that somebody had before they came here
overview   what there is in it, for whoever browses
digest     what was asked in a channel in a while
wished     what the command line wishes of the bridge at work
rules      who may ask, what holds where they do, and what there is to be asked
"""

from bridge.types.archived import Record, Sheet, Which
from bridge.types.digest import Busy, Digest
from bridge.types.found import LATELY, Earlier, Entry, Found, Kind, Offered, Piece, Results, Wanted, Where
from bridge.types.looking import Looking, Person, Query, Seen, Term
from bridge.types.overview import Asked, Enclosed, Inhabited, Talk
from bridge.types.past import Brought, Chat, Exchange
from bridge.types.places import Anchor, Channel, Conversation, ConversationId, MessageId, Thread, TurnId
from bridge.types.questions import Action, Attachment, File, Image, Key, Question, Saying
from bridge.types.rules import DAYS, ApiKey, Day, Health, Language, Mode, Model, Rules
from bridge.types.turns import Counted, Head, Part, State, Turn, Used
from bridge.types.wished import Forgotten, Wished, WishId

__all__ = [
    "DAYS",
    "LATELY",
    "Action",
    "Anchor",
    "ApiKey",
    "Asked",
    "Attachment",
    "Brought",
    "Busy",
    "Channel",
    "Chat",
    "Conversation",
    "ConversationId",
    "Counted",
    "Day",
    "Digest",
    "Earlier",
    "Enclosed",
    "Entry",
    "Exchange",
    "File",
    "Forgotten",
    "Found",
    "Head",
    "Health",
    "Image",
    "Inhabited",
    "Key",
    "Kind",
    "Language",
    "Looking",
    "MessageId",
    "Mode",
    "Model",
    "Offered",
    "Part",
    "Person",
    "Piece",
    "Query",
    "Question",
    "Record",
    "Results",
    "Rules",
    "Saying",
    "Seen",
    "Sheet",
    "State",
    "Talk",
    "Term",
    "Thread",
    "Turn",
    "TurnId",
    "Used",
    "Wanted",
    "Where",
    "Which",
    "WishId",
    "Wished",
]
