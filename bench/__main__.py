"""`make bench`: what a message costs, then how well and how fast listening hears."""

from bench import listening, spine

spine.main()
print()
listening.main()
