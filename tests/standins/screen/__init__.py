"""What the pictures of all chat platforms share.

camera     a page → a PNG, by Chromium
code       code with colours                                     pure
parts      faces, times, files                                   pure
author     who writes the answers on them, and what is asked
"""
