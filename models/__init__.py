"""What the program knows: the shapes of papers, the reference tables, the trained weights."""
