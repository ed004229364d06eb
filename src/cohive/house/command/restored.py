"""How `restore` starts its second half: `python -m cohive.house.command.restored`.

A process of its own, because settings read the folder, and the folder was only just made.
"""

import os
from argparse import Namespace

import django

from cohive.house.command import done

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    raise SystemExit(done(Namespace(module="adopt")))
