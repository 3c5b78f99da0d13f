"""HubSpot in miniature: contacts, their properties, and a page that shows who is in which audience.

What is relied on, and where the vendor says so:

- batch upsert by a unique property, `objectWriteTraceId`:
  https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/batch/post-crm-v3-objects-contacts-batch-upsert
- at most 100 inputs in a batch; an empty text clears a property:
  https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide
- 207 with `errors[]` and `numErrors`, and the shape of an error:
  https://developers.hubspot.com/docs/guides/api/other-resources/error-handling
- 429, injected through the control plane:
  https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
- properties, `hasUniqueValue`:
  https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
"""

from sandbox.crm.api import TOKEN, create_app
from sandbox.crm.control import create_control
from sandbox.world import World

__all__ = ["create_app", "create_control", "settings"]


def settings(world: World, url: str) -> dict[str, str]:
    """The settings with which the CRM is found."""
    return {"CRM_API_URL": url, TOKEN: world.secret(TOKEN)}
