"""The HS engine: how likely a declared code does not cover a description, and which codes would."""
