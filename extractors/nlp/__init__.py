"""Running text read by a spaCy pipeline of our own: where goods, counts, masses, firms and places stand in it.

Nothing here is imported before a paper tells of goods in running text: spaCy takes a second to load.
"""
