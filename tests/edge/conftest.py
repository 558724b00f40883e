"""These tests run where they are asked for by their folder."""


def pytest_ignore_collect(collection_path, config):
    """Leave this folder out of a run of everything."""
    return None if any("tests/edge" in given for given in config.args) else True
