"""The three pages in one script, by the kit's renderer."""

from weir.home import find_project, home
from weir.lookml.build import ask, build
from weir.lookml.project import load
from weir.warehouse import open_warehouse


def main() -> None:
    """Ask the tiles' queries and draw."""
    warehouse = open_warehouse()
    project = load(find_project() / "serving" / "looker")
    for name in project.dashboards:
        with warehouse.session("bare", read_only=True) as session:
            today = session.rows("select as_of from int.int__calendar__as_of")[0][0]
            tiles = ask(project, name, warehouse, session, today)
        build(
            project, name, tiles, today=today, sources=[], dagster_url="", folder=home().dashboards
        )


if __name__ == "__main__":
    main()
