"""Names the platform and Python of a lock file: `linux-x86_64-py311`. Prints it when it is run."""

import platform
import sys


def platform_name() -> str:
    """Return the name of this platform and Python."""
    return f"{sys.platform}-{platform.machine()}-py{sys.version_info[0]}{sys.version_info[1]}"


if __name__ == "__main__":
    print(platform_name())
