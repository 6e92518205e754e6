"""`make bench`: what a message costs, how listening hears, what trust costs, and paths in a small database."""

from bench import listening, paths_stored, spine, trust

spine.main()
print()
listening.main()
print()
trust.main()
print()
paths_stored.run(paths_stored.SMALL)
print("The full size: make bench-paths")
