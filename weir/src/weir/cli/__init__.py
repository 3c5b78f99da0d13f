"""The `weir` command."""


def main() -> None:
    """Run the command line."""
    from weir.cli.main import cli

    cli()
