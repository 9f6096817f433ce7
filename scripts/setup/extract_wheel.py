"""Extracts the files with which tfjs-node is built from a tensorflow-cpu wheel.

Usage: extract_wheel.py WHEEL DEPS. Writes DEPS/lib and DEPS/include.
"""

import shutil
import sys
import zipfile
from pathlib import Path

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = ("tensorflow/include/tensorflow/", "tensorflow/include/tsl/")


def place(name):
    if name in LIBRARIES:
        return Path("lib", Path(name).name)
    if name.startswith(HEADERS):
        return Path(name).relative_to("tensorflow")
    return None


def main(wheel, deps):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            relative = place(member.filename)
            if relative is None or member.is_dir():
                continue
            target = Path(deps, relative)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


main(*sys.argv[1:])
