"""The manifests: valid by the API's own schemas, restricted, with a role for every role, and no secret defined.

Each file is checked by itself; what kustomize makes of them too, wherever kubectl or kustomize is at hand.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.architecture.source import ROOT
from tests.deploy.deployables import ROLES, SERVICES, settings_fields

K8S = ROOT / "deploy" / "k8s"
FILES = sorted(
    path
    for path in K8S.rglob("*.yaml")
    if path.name != "kustomization.yaml" and "dask" not in path.parts and "kind:" in path.read_text(encoding="utf-8")
)
KUSTOMIZATIONS = sorted(K8S.glob("overlays/*/kustomization.yaml"))
VERSION = "1.34"
GRACE_SECONDS = 20
"""How long our processes take to drain."""
Manifest = dict[str, Any]


def manifests(text: str) -> list[Manifest]:
    return [document for document in yaml.safe_load_all(text) if document]


def base() -> list[Manifest]:
    return [one for path in FILES if path.parent == K8S / "base" for one in manifests(path.read_text(encoding="utf-8"))]


def of_kind(documents: list[Manifest], *kinds: str) -> Iterator[Manifest]:
    return (one for one in documents if one["kind"] in kinds)


def named(documents: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in of_kind(documents, kind)}


def check_schemas(documents: list[Manifest]) -> None:
    for one in documents:
        kubernetes_validate.validate(one, VERSION, strict=True)


def check_restricted(documents: list[Manifest]) -> None:
    """The restricted profile, and what we add to it: a read-only root, no token, limits."""
    workloads = list(of_kind(documents, "Deployment", "Job"))
    assert workloads
    for one in workloads:
        pod = one["spec"]["template"]["spec"]
        security = pod["securityContext"]
        assert security["runAsNonRoot"] is True
        assert security["runAsUser"] >= 10_000
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        assert all({"emptyDir", "secret", "persistentVolumeClaim"} & volume.keys() for volume in pod["volumes"])
        for container in [*pod["containers"], *pod.get("initContainers", ())]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"].keys() == {"requests", "limits"}


def check_no_secret(documents: list[Manifest]) -> None:
    assert list(of_kind(documents, "Secret")) == []
    for one in of_kind(documents, "ConfigMap"):
        assert not [name for name in one["data"] if re.search(r"SECRET|PASSWORD|DATABASE_URL|_KEYS?$", name)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(K8S)))
def test_a_file_is_valid_by_the_schemas_of_the_api(path: Path) -> None:
    documents = manifests(path.read_text(encoding="utf-8"))
    assert documents
    check_schemas(documents)
    check_no_secret(documents)
    if list(of_kind(documents, "Deployment", "Job")):
        check_restricted(documents)


def test_every_role_of_every_service_is_deployed_and_may_lose_one_pod_at_a_time() -> None:
    wanted = {f"{name}-{role}" for name in SERVICES for role in ROLES} | {"gateway"}
    deployments, budgets = named(base(), "Deployment"), named(base(), "PodDisruptionBudget")
    assert set(deployments) == set(budgets) == wanted
    for name, budget in budgets.items():
        assert budget["spec"]["maxUnavailable"] == 1
        assert budget["spec"]["selector"] == deployments[name]["spec"]["selector"]
        chosen = deployments[name]["spec"]["selector"]["matchLabels"]
        assert chosen.items() <= deployments[name]["spec"]["template"]["metadata"]["labels"].items()


@pytest.mark.parametrize("name", sorted(named(base(), "Deployment")))
def test_a_pod_is_asked_for_its_health_and_given_time_to_drain(name: str) -> None:
    pod = named(base(), "Deployment")[name]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    ports = {port["name"] for port in container["ports"]}
    asked = {probe: container[f"{probe}Probe"]["httpGet"] for probe in ("startup", "liveness", "readiness")}
    assert {probe: get["path"] for probe, get in asked.items()} == {
        "startup": "/livez",
        "liveness": "/livez",
        "readiness": "/readyz",
    }
    assert {get["port"] for get in asked.values()} <= ports
    assert any(port.endswith("metrics") for port in ports)
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] >= pause + GRACE_SECONDS + 5
    module = "main" if name == "gateway" or name.endswith("-api") else "worker"
    service = name.partition("-")[0]
    assert container["command"][:3] == ["python", "-m", f"{service}.{module}"]
    assert container["image"] == f"youthlink/{service}"


@pytest.mark.parametrize("name", [*SERVICES, "gateway"])
def test_a_service_is_migrated_by_a_job_and_its_secrets_are_only_referred_to(name: str) -> None:
    job = named(base(), "Job")[f"{name}-migrate"]["spec"]["template"]["spec"]
    assert job["restartPolicy"] == "Never"
    [container] = job["containers"]
    assert container["command"] == ["python", "-m", f"{name}.worker", "migrate"]
    refs = [{"configMapRef": {"name": f"{name}-settings"}}, {"secretRef": {"name": f"{name}-secrets"}}]
    assert container["envFrom"] == refs


@pytest.mark.parametrize("name", settings_fields())
def test_what_a_config_map_tells_is_a_setting_of_its_service(name: str) -> None:
    told = set(named(base(), "ConfigMap")[f"{name}-settings"]["data"])
    to_come = {f"YOUTHLINK_GATEWAY_{one.upper()}_URL" for one in SERVICES}
    assert told - set(settings_fields()[name]) <= to_come


def test_nothing_may_speak_to_anything_unless_an_edge_is_drawn() -> None:
    path = K8S / "components" / "network" / "policies.yaml"
    policies = named(manifests(path.read_text(encoding="utf-8")), "NetworkPolicy")
    denied = policies.pop("default-deny")["spec"]
    assert (denied["podSelector"], denied["policyTypes"]) == ({}, ["Ingress", "Egress"])
    assert not {"ingress", "egress"} & denied.keys()
    # api processes never open Kafka
    [_, component] = policies["to-the-broker"]["spec"]["podSelector"]["matchExpressions"]
    assert component["values"] == ["relay", "worker", "topics"]
    public = policies["the-public-to-the-gateway"]["spec"]["podSelector"]["matchLabels"]
    assert public["app.kubernetes.io/name"] == "gateway"
    pod_labels = [one["spec"]["template"]["metadata"]["labels"] for one in of_kind(base(), "Deployment", "Job")]
    for name, policy in policies.items():
        assert any(_selects(policy["spec"]["podSelector"], labels) for labels in pod_labels), name


def _selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    expressions = selector.get("matchExpressions", ())
    return selector.get("matchLabels", {}).items() <= labels.items() and all(
        labels.get(one["key"]) in one["values"] for one in expressions
    )


def kustomize() -> list[str]:
    """The command that renders, skipped aloud where there is none; the files by themselves are checked anyway."""
    if shutil.which("kustomize"):
        return ["kustomize", "build"]
    if shutil.which("kubectl"):
        return ["kubectl", "kustomize"]
    pytest.skip("neither kustomize nor kubectl is at hand: overlays are not rendered")


@pytest.mark.parametrize("path", KUSTOMIZATIONS, ids=lambda path: path.parent.name)
def test_an_overlay_renders_to_something_valid_and_restricted_in_one_namespace(path: Path) -> None:
    done = subprocess.run([*kustomize(), str(path.parent)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    rendered = manifests(done.stdout)
    check_schemas(rendered)
    check_restricted(rendered)
    check_no_secret(rendered)
    [namespace] = of_kind(rendered, "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [one for one in rendered if one["kind"] != "Namespace"]
    assert {one["metadata"]["namespace"] for one in others} == {namespace["metadata"]["name"]}
    assert len(list(of_kind(rendered, "Deployment"))) == len(SERVICES) * len(ROLES) + 1


def test_every_file_is_part_of_a_kustomization() -> None:
    named_files = set()
    for path in K8S.rglob("kustomization.yaml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in [*document.get("resources", ()), *document.get("components", ())]:
            assert (path.parent / entry).exists(), f"{path}: {entry}"
            named_files.add((path.parent / entry).resolve())
    assert [path for path in FILES if path.resolve() not in named_files] == []
