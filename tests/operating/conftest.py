"""These tests run where they are asked for by their folder."""


def pytest_ignore_collect(collection_path, config):
    """Leave this folder out of a run of everything."""
    asked = (given.removeprefix(f"{config.rootpath}/") for given in config.args)
    return None if any(given.startswith("tests/operating") for given in asked) else True
