"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How quick a machine is, and how busy, is no property of the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
