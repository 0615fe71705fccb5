"""Gathers all static files into build/static, compressed and named by content: `python -m halfsky.site.static`."""

import os


def main() -> None:
    """Collect anew; files that are gone are removed."""
    os.environ.pop("HALFSKY_HOUSE", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "halfsky.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


if __name__ == "__main__":
    main()
