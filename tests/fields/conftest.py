from hypothesis import settings

# A busy machine is not a failing property.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
