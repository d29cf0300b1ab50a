"""Token stores for tests, each in a temporary folder of its own."""

from tests import system

SO_PIN, PIN = "87654321", "123456"


def softhsm_folder(folder, monkeypatch):
    """Point SoftHSM at an empty token store in ``folder``; its module's path."""
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    return system.needed(system.softhsm())


def nss_parameters(folder):
    """What NSS softokn is started with, to keep its files in ``folder``."""
    return f"configdir='sql:{folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags= "
