"""A local stand-in for chatgpt.com, for the demo and the tests.

It behaves on our path as the real page (the app shell of September 2026) does. It is the other side of the wire and
shares no code with the scraper that drives it.
"""

from scraper.practice.brain import Aside, Brain, Cut, GenerationFailed, Message, Piece, Thought
from scraper.practice.fault import Fault
from scraper.practice.model import Model, ModelMissing
from scraper.practice.models import Family
from scraper.practice.rules import Rules
from scraper.practice.site import PracticeSite

__all__ = [
    "Aside",
    "Brain",
    "Cut",
    "Family",
    "Fault",
    "GenerationFailed",
    "Message",
    "Model",
    "ModelMissing",
    "Piece",
    "PracticeSite",
    "Rules",
    "Thought",
]
