"""One tab of ChatGPT: what it shows, what stands in its way, and whether one can type there."""
