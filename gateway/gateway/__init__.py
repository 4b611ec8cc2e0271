"""The gateway: one address, one way to authenticate and one document in front of every service."""
