"""Clients that still want an older openai package."""

MODEL = "practice"
