"""How papers are judged: one rule, one function, one documented code; pure functions over a consignment."""
