"""What the sections of all chat platforms in config.toml have in common."""

from pydantic import ConfigDict, Field

from platforms.receiving.doors import Admission


class Chat(Admission):
    """Who may ask, whom to tell, and what is taken from people."""

    model_config = ConfigDict(coerce_numbers_to_str=True)
    """Discord's ids look like numbers, and are often written as such."""

    owners: tuple[str, ...] = ()
    """Ids of the people who are told privately when ChatGPT wants a person."""
    largest_file: int = Field(20_000_000, ge=1)
    """Bytes of a file that may come with a question."""
    catch_up: float = Field(24, ge=0)
    """Hours: what was asked while we were away is answered if it is no older; 0: nothing is."""
