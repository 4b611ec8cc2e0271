"""What the services say to each other: event models, topics, schemas and examples. Data only, no behaviour."""
