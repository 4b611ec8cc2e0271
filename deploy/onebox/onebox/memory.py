"""The whole platform in one process: services, in-process bus, and the gateway in front."""

import asyncio
from collections.abc import Sequence

import uvicorn
from chassis import roles, telemetry
from chassis.app import create_app
from chassis.bus.in_process import InProcessBus, subscribers_of
from chassis.serve import GRACE_SECONDS
from gateway.main import build_service as build_gateway
from gateway.main import create_app as create_gateway
from gateway.settings import GatewaySettings
from gateway.upstreams import InProcessUpstream

from onebox import announce
from onebox.ground import Ground
from onebox.logs import labelled, log_to, speak_as
from onebox.services import build, prepare, values_of
from onebox.shell import HOST, SERVICES, Say, until_told_to_stop


def run(ground: Ground, *, port: int, say: Say) -> None:
    """Run until Ctrl-C or SIGTERM."""
    try:
        log_to(ground.folder.logs / "platform.log")
        asyncio.run(until_told_to_stop(_run(ground, port=port, say=say)))
    except Exception:
        telemetry.log.critical("the platform ends on an error", exc_info=True)
        raise


async def _run(ground: Ground, *, port: int, say: Say) -> None:
    await prepare(ground, say=say)
    services = [build(ground, name, jwks_url=f"http://{HOST}:{port}/.well-known/jwks.json") for name in SERVICES]
    gateway = build_gateway(GatewaySettings.model_validate(values_of(ground, "gateway", port=port)))
    upstreams = {service.name: InProcessUpstream(labelled(service.name, create_app(service))) for service in services}
    server = roles.Server(
        uvicorn.Config(
            labelled("gateway", create_gateway(gateway, upstreams=upstreams)),
            host=HOST,
            port=port,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    bus = InProcessBus(subscribers_of(services))
    relays = [speak_as(service.name, roles.run_relay(service, bus)) for service in services]
    working = [speak_as(service.name, roles.run_jobs(service)) for service in services]
    working += [speak_as(service.name, companion(service)) for service in services for companion in service.companions]
    serving = asyncio.create_task(server.serve())
    doors = asyncio.create_task(announce.open_doors(ground, port, say))
    tasks = [*(asyncio.create_task(part) for part in (*relays, *working)), doors]
    try:
        await _until_one_ends([serving, *tasks], but=doors)
        raise RuntimeError(f"a part of the platform ended by itself; see {ground.folder.logs}")
    finally:
        say("stopping the platform")
        server.should_exit = True
        await asyncio.wait([serving], timeout=GRACE_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for service in (*services, gateway):
            await service.database.close()


async def _until_one_ends(tasks: Sequence[asyncio.Task[None]], *, but: asyncio.Task[None]) -> None:
    """Wait for the first of the tasks that ends, ``but`` left aside; raises what any of them raised."""
    waiting = set(tasks)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        if done - {but}:
            return
