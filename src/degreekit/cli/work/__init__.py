"""What the commands do, once it is known what was typed.

Whatever is loaded from here on may load plugins: those that are not known yet are tried first.
"""

from degreekit.api import try_plugins_first

try_plugins_first()
