"""The tables. A change here needs a migration beside it; a test holds the two against each other."""

from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


LARGE = Integer().with_variant(BigInteger(), "postgresql")
"""A turn's id, or the size of a file. SQLite has whole numbers of one size only, and wants to call them so."""


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=primary_key)


def _channel() -> Iterator[Column[str]]:
    """One row for each."""
    return (_text(name, primary_key=True) for name in ("platform", "workspace", "channel"))


def _later(name: str, default: str = "") -> Column[str]:
    """A text that rows of an older version have not; added to the table in place."""
    return Column(name, Text, nullable=False, server_default=text(f"'{default}'"))


def _count(name: str) -> Column[int]:
    """0 where nobody has counted."""
    return Column(name, Integer, nullable=False, server_default="0")


def _time(name: str) -> Column[float]:
    """Unix seconds; 0 while it has not happened."""
    return Column(name, Float, nullable=False)


SPENT = text("cost > 0")
"""Most turns cost nothing, so that the index of those that do is small."""

GIVEN_UP = text("given_up_at > 0")

turns = Table(
    "turns",
    metadata,
    Column("id", LARGE, primary_key=True),  # in the order in which the questions were accepted
    _text("platform"),
    _text("workspace"),
    _text("channel"),
    _text("thread"),
    _text("message"),
    _text("author"),
    _text("text"),
    _text("instructions"),
    _text("model"),
    Column("held", Boolean, nullable=False),
    _text("backend"),
    _text("state"),
    Column("ended", Boolean, nullable=False),  # delivered, or failed and the person was told
    _time("accepted_at"),
    _time("asking_at"),
    _time("ended_at"),
    Column("anchor", Text),
    _text("answer"),
    _text("answered_by"),
    Column("stopped", Boolean, nullable=False),
    _text("reason"),
    _later("effort"),
    _later("action", "ask"),
    _later("read_by"),
    _later("preface"),  # what stood before the question when it was asked in a new conversation
    Column("temporary", Boolean, nullable=False, server_default=false()),
    Column("cut", Boolean, nullable=False, server_default=false()),  # at the model's limit for one answer
    _later("home"),
    _count("prompt_tokens"),
    _count("completion_tokens"),
    _count("cached_tokens"),  # of the prompt's
    Column("cost", Float, nullable=False, server_default="0"),  # US dollars; 0 where no price is known
    _later("counted"),  # by whom and how: exact, estimated, upstream
    _count("max_tokens"),  # of the answer
    Column("temperature", Float),
    _later("was"),  # of a failed one: how far it had come before that
    _count("tries"),  # how often it was taken up again after the program had ended with it in hand
    Column("retried_at", Float, nullable=False, server_default="0"),
    Column("given_up_at", Float, nullable=False, server_default="0"),
    Column("unwanted", Boolean, nullable=False, server_default=false()),  # to be given up by whoever works on it
    Column("announced", Boolean, nullable=False, server_default=false()),  # something may stand there that it waits
    _later("slot"),  # which one of a cluster answers it; empty where there is none
    # Slack sends a message again under other event ids; its ts is what stays the same.
    UniqueConstraint("platform", "workspace", "channel", "message"),
    Index(None, "home", "id"),
    Index("ix_turns_unfinished", "ended", "id"),
    Index(None, "accepted_at"),
    Index("ix_turns_place", "platform", "workspace", "channel", "accepted_at"),
    Index("ix_turns_open", "home", "id", sqlite_where=text("ended = 0"), postgresql_where=text("NOT ended")),
    Index("ix_turns_given_up", "given_up_at", sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP),
    Index("ix_turns_spent", "backend", "accepted_at", "cost", sqlite_where=SPENT, postgresql_where=SPENT),
    sqlite_autoincrement=True,  # an id is never given twice, not even after its row was deleted
)

joined = Table(
    "joined",
    metadata,
    _text("thread", primary_key=True),
    _text("home"),
    _time("since"),
    Index(None, "home"),
)
"""Threads that go on with another one's conversation, and which that is; both as `storage/home.py` writes them.

Every other Thread is its own home, and no home is in this table as a Thread. A turn, a conversation and a choice
have the home of their Thread, so that all Threads of one conversation are found by one value.
"""

conversations = Table(
    "conversations",
    metadata,
    _text("home", primary_key=True),
    _text("backend", primary_key=True),
    _text("conversation"),
    _time("opened_at"),
    _later("title"),
    Column("since", LARGE, nullable=False, server_default="0"),  # the first turn that may be in it
    UniqueConstraint("backend", "conversation"),
)

parts = Table(
    "parts",
    metadata,
    Column("turn", LARGE, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("message"),
    Column("end", Integer, nullable=False),
    Index(None, "message"),
)

files = Table(
    "files",
    metadata,
    Column("turn", LARGE, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    _text("side", primary_key=True),  # question, answer
    Column("number", Integer, primary_key=True),
    _text("kind"),  # image, file
    _text("name"),
    Column("content", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("turn", LARGE, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("name"),
    _text("source"),
    Column("size", LARGE, nullable=False),
    _text("kind"),
    Column("fetched", Boolean, nullable=False),
)
"""Files of a question that were still on the platform when it was accepted; once fetched they are in ``files``."""

merged = Table(
    "merged",
    metadata,
    Column("turn", Integer, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("message"),
    _text("text"),
    Index(None, "message"),
)
"""The messages that a question was made of, and the words of each, where these were several."""

kept = Table(
    "kept",
    metadata,
    Column("turn", LARGE, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    _text("text"),
)
"""What a platform keeps with a turn in its own words."""

offers = Table(
    "offers",
    metadata,
    Column("turn", LARGE, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    _time("at"),
    Column("anyway", Boolean, nullable=False),
    _text("message"),  # of it that others see, too
)
"""Questions of which their asker was shown where they were asked before."""

choices = Table(
    "choices",
    metadata,
    _text("home", primary_key=True),
    _text("model"),
    Column("since", LARGE, nullable=False),  # the first turn that may be in a conversation begun anew
)
"""What people chose for a Thread."""

titles = Table("titles", metadata, _text("home", primary_key=True), _text("title"))
"""What people call a Thread; it goes before what a backend calls its conversation."""

tags = Table("tags", metadata, _text("home", primary_key=True), _text("tag", primary_key=True), Index(None, "tag"))
"""Words under which people find it again."""

cursors = Table(
    "cursors",
    metadata,
    *_channel(),
    _text("seen"),
)
"""Up to where a channel was read."""

digests = Table(
    "digests",
    metadata,
    *_channel(),
    _time("due"),
)
"""Up to when a channel was told what was asked in it."""

walls = Table(
    "walls",
    metadata,
    _text("backend", primary_key=True),
    _text("why"),
    _time("since"),
)
"""What stands in a backend's way and its owner was told of."""

keys = Table(
    "keys",
    metadata,
    _text("name", primary_key=True),
    _text("hash"),  # of the secret, which is kept nowhere
    Column("rate", Integer, nullable=False),  # requests a minute; 0: any number
    _text("models"),  # in lines; empty: all
    _text("backends"),
    _time("created_at"),
    _time("revoked_at"),
    UniqueConstraint("hash"),
)
"""Who may ask over HTTP, besides those in config.toml."""

visits = Table(
    "visits",
    metadata,
    _text("hash", primary_key=True),  # of what a link or a browser shows, which is kept nowhere
    Column("link", Boolean, nullable=False),  # it was not opened yet
    _time("since"),
)
"""Who is signed in to the web page, and who may be."""

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("turn", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""Turns that somebody changed besides the bridge at work, which is to look at them again."""

changes = Table(
    "changes",
    metadata,
    Column("id", LARGE, primary_key=True),
    Column("turn", LARGE, nullable=False),
    sqlite_autoincrement=True,
)
"""Turns that say something else than before, or whose conversation got another title; triggers write them."""

EVERYTHING = 0
"""No turn's id: as a change it says that the ledger is another one now."""

heads = Table(
    "heads",
    metadata,
    _text("thread", primary_key=True),
    _text("caller"),
    _text("hash"),  # of everything that was said in it, as its caller sends it again
    Column("turn", LARGE, nullable=False),  # the last one; of a Thread in which more was asked since it is no head
    Index(None, "caller", "hash"),
)
"""Where a transcript that a caller sends goes on; the Thread as `storage/home.py` writes it."""

wishes = Table(
    "wishes",
    metadata,
    Column("id", LARGE, primary_key=True),
    _text("thread"),
    Column("begun", Boolean, nullable=False),
    _text("outcome"),  # empty: nothing yet
    _time("at"),
    sqlite_autoincrement=True,
)
"""Threads that the command line wishes to be forgotten everywhere, by the bridge at work."""

imported = Table(
    "imported",
    metadata,
    _text("conversation", primary_key=True),
    _text("thread"),
    _text("digest"),  # of all that was in it
    Column("forgotten", Boolean, nullable=False),  # erased here; it does not come back with the next export
    _time("at"),
    Index(None, "thread"),
)
"""Old chats that were brought from ChatGPT, and their branches; the Thread as `storage/home.py` writes it."""

slots = Table(
    "slots",
    metadata,
    _text("name", primary_key=True),
    Column("epoch", Integer, nullable=False),  # grows whenever somebody else may answer
    _text("holder"),  # the node's name, for people
    _text("life"),  # of the process that holds it; empty: nobody
    Column("beats", Integer, nullable=False),  # grows while its holder lives
    _time("since"),
)
"""What each node of a cluster answers for."""

parcels = Table(
    "parcels",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    _time("at"),
    sqlite_autoincrement=True,
)
"""What nodes say to one another that is too large to be notified of."""

firsts = Table("firsts", metadata, _text("what", primary_key=True), _time("at"))
"""What some node or other has begun, so that no other does it as well."""

PASSING = frozenset({"calls", "changes", "firsts", "nodes", "parcels", "slots", "visits", "wishes"})
"""The tables that say how things stand just now; they are in no backup."""

_SAID = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in ("text", "answer", "author", "home"))
_NOTE = "INSERT INTO changes (turn)"
_OF_CONVERSATION = """SELECT id FROM turns
    WHERE home = NEW.home AND backend = NEW.backend AND id >= NEW.since ORDER BY id LIMIT 1"""
_OF_HOME = "SELECT id FROM turns WHERE home = {row}.home ORDER BY id LIMIT 1"

TRIGGERS = (
    f"""said_otherwise AFTER UPDATE OF text, answer, author, home ON turns WHEN {_SAID}
    BEGIN {_NOTE} VALUES (NEW.id); END""",
    f"""entitled AFTER UPDATE OF title ON conversations WHEN OLD.title <> NEW.title
    BEGIN {_NOTE} {_OF_CONVERSATION}; END""",
    *(
        f"{table}_{what.lower()} AFTER {what} ON {table} BEGIN {_NOTE} {_OF_HOME.format(row=row)}; END"
        for table in ("titles", "tags")
        for what, row in (("INSERT", "NEW"), ("DELETE", "OLD"))
    ),
)
"""SQLite's, which tell `changes`; PostgreSQL's do the same in functions, which only the migration names."""


@event.listens_for(metadata, "after_create")
def _with_triggers(_: MetaData, connection: Connection, **__: object) -> None:
    for trigger in TRIGGERS if connection.dialect.name == "sqlite" else ():
        connection.exec_driver_sql(f"CREATE TRIGGER {trigger}")
