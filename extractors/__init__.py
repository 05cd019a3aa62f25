"""How paper is read: bytes to papers with fields, parties and goods; pure functions."""
