"""`python -m bot` is `karmyq`."""

from bot.cli import main

main()
