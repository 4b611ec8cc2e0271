"""How a service stands up. No word of a programme in here: two services must need a thing before it moves in."""
