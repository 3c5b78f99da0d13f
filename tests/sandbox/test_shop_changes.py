import pytest
from starlette.testclient import TestClient

from sandbox.database import reading
from sandbox.world import World


def rows(world: World, query: str) -> list[tuple[object, ...]]:
    with reading(world.database("shop")) as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_change_is_later_than_every_row_that_a_loader_may_have_seen(
    client: TestClient, world: World
) -> None:
    """Orders of the clock's last hour lie after the sandbox's instant."""
    latest = rows(world, "select max(updated_at) from orders")[0][0]
    order = rows(world, "select min(order_id) from orders")[0][0]
    changed = client.post(f"/__sandbox/shop/orders/{order}", json={"total_cents": 1}).json()
    assert changed["total_cents"] == 1
    assert changed["updated_at"] > latest
    deleted = client.delete(f"/__sandbox/shop/orders/{order}").json()
    assert deleted["updated_at"] == deleted["deleted_at"] > changed["updated_at"]


def test_a_deleted_order_stays_as_a_row_and_a_deleted_household_does_not(
    client: TestClient, world: World
) -> None:
    before = client.get("/__sandbox/shop").json()
    order = rows(world, "select max(order_id) from orders")[0][0]
    household = rows(world, "select max(household_id) from households")[0][0]
    client.delete(f"/__sandbox/shop/orders/{order}")
    client.delete(f"/__sandbox/shop/households/{household}")
    after = client.get("/__sandbox/shop").json()
    assert after == {**before, "households": before["households"] - 1}
    assert rows(world, "select order_id from orders where deleted_at is not null") == [(order,)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "orders/1"),
        ("DELETE", "households/0"),
        ("POST", "orders/1"),
        ("POST", "households/0"),
        ("POST", "products/0"),
    ],
)
def test_a_change_of_a_row_that_is_not_there_is_an_error(
    client: TestClient, method: str, path: str
) -> None:
    body = {"orders": {"total_cents": 1}, "households": {"age": "x"}, "products": {"brand": "x"}}
    sent = body[path.split("/", maxsplit=1)[0]] if method == "POST" else None
    assert client.request(method, f"/__sandbox/shop/{path}", json=sent).status_code == 404


def test_a_second_deletion_of_an_order_is_an_error(client: TestClient, world: World) -> None:
    order = rows(world, "select max(order_id) from orders")[0][0]
    assert client.delete(f"/__sandbox/shop/orders/{order}").status_code == 200
    assert client.delete(f"/__sandbox/shop/orders/{order}").status_code == 404


def test_an_empty_or_misspelt_change_is_an_error(client: TestClient, world: World) -> None:
    order = rows(world, "select max(order_id) from orders")[0][0]
    for body in ({}, {"totl_cents": 1}):
        assert client.post(f"/__sandbox/shop/orders/{order}", json=body).status_code == 422
