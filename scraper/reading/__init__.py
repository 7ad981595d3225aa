"""Reading an answer until its end is proven, from what was seen on the wire or, at last, on the page."""
