"""The web page: all that was asked, to browse, to find and to go on with, and the place to ask."""
