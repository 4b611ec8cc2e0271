"""What the service needs of things outside its rules: the engine's policy and tables."""
