"""Chats that somebody had before they came here: how they are brought into the ledger, and taken over by a Thread.

threads    which Thread an old chat is, and which its branches are
rows       an exchange as a turn
writing    what is to be written of many chats, in one step
bringing   new and grown chats into the ledger; the same again is no news
taking     a Thread goes on with one, and what was said in it is its history
"""
