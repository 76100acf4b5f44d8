"""The demo province: eight real units, made-up figures, every state a sheet can be in."""
