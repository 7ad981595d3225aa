"""The tool calls in the text of an answer. Pure.

parser      text → what it says and what it calls
elements    the parts of a text that may be calls
lenient     JSON as models write it
calling     whether what is called is there, and the arguments fit
"""
