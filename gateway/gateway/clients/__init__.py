"""The clients that may ask for tokens: their secrets, and how an administrator looks after them."""
