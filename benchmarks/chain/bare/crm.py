"""All audiences to the CRM: every member, with no comparison with what the CRM has already."""

import httpx
import yaml

from weir.environment import current
from weir.home import find_project
from weir.warehouse import open_warehouse

DEFS = find_project() / "serving" / "src" / "serving" / "defs" / "audiences"
PATH = "/crm/v3/objects/contacts/batch/upsert"
BATCH = 100


def main() -> None:
    """Audience by audience, batch by batch."""
    setting = current().setting
    headers = {"Authorization": f"Bearer {setting('CRM_API_TOKEN')}"}
    with httpx.Client(base_url=setting("CRM_API_URL"), headers=headers, trust_env=False) as client:
        for file in sorted(DEFS.glob("*/defs.yaml")):
            inputs = _inputs(yaml.safe_load(file.read_text())["attributes"])
            for first in range(0, len(inputs), BATCH):
                batch = inputs[first : first + BATCH]
                client.post(PATH, json={"inputs": batch}, timeout=60).raise_for_status()


def _inputs(audience: dict) -> list[dict]:
    sent = {**audience["identity"], **audience.get("properties", {})}
    columns = ", ".join([audience["id_column"], *sent.values()])
    with open_warehouse().session("bare", read_only=True) as session:
        rows = session.rows(
            f"select {columns} from {audience['table']} where audience = ?", [audience["name"]]
        )
    member = {f"weir_audience_{audience['name']}": "true"}
    return [
        {
            "idProperty": audience["id_column"],
            "id": customer,
            "properties": {**dict(zip(sent, values, strict=True)), **member},
        }
        for customer, *values in rows
    ]


if __name__ == "__main__":
    main()
