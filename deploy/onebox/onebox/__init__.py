"""The whole platform on one machine. The only package that imports every service."""
