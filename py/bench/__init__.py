# SPDX-License-Identifier: MIT
"""Times the library against others, and measures how far each is from the exact result."""
