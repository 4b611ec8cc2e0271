"""Example bodies and answers; every one is tested to be true."""
