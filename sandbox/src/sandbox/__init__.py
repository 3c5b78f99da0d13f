"""The outside world in miniature: servers and files on loopback.

Each system is one module or package with one or more of:

- `expose(world)`: bring its files or tables up to the world's clock; called at every start and
  after every tick, so it has to be cheap where there is nothing new.
- `create_app(world) -> FastAPI`: its interface, mounted under a path of its own.
- `create_control(world) -> APIRouter`: its controls, at `/__sandbox/<system>`.
- `settings(world, url) -> dict[str, str]`: the settings with which code finds it; `url` is the
  address at which its interface is mounted.

`sandbox.systems` lists them; LIMITS.md says what each of them does not imitate.
"""
