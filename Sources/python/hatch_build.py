"""Names the system that the program in the wheel runs on."""

import platform
import re
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SystemTag(BuildHookInterface):
    def initialize(self, version, build_data):
        program = (Path(self.root) / "swapline" / "bin" / "swapline").read_bytes()
        if platform.system() == "Linux":
            # The newest glibc that the program asks for (PEP 600).
            newest = max(int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)\0", program))
            system = f"manylinux_2_{newest}_{platform.machine()}"
        else:
            system = re.sub(r"[-.]", "_", sysconfig.get_platform())
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{system}"
