"""The documentation page: one HTML file made from the merged document, readable offline and without JavaScript."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from gateway import examples
from gateway.oauth import FORM

TEMPLATE = Template((Path(__file__).parent / "data" / "docs.html").read_text(encoding="utf-8"))
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
PLACES = {"path": "路徑 path", "query": "查詢 query", "header": "標頭 header", "cookie": "cookie"}
Document = Mapping[str, Any]


def render(document: Document, *, base_url: str) -> str:
    """The page for a merged document; ``base_url`` is the address the reader used."""
    tags: Sequence[Mapping[str, str]] = document["tags"]
    return TEMPLATE.substitute(
        title=escape(document["info"]["title"]),
        description=escape(document["info"]["description"]),
        base_url=escape(base_url),
        contents="".join(_contents(document, tag) for tag in tags),
        scopes=_scopes(document),
        services="".join(_service(document, tag) for tag in tags),
    )


def operations(document: Document, tag: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Method, path and operation of one service, by path."""
    for path, item in sorted(document["paths"].items()):
        for method in METHODS:
            if method in item and tag in item[method]["tags"][:1]:
                yield method.upper(), path, item[method]


def _contents(document: Document, tag: Mapping[str, str]) -> str:
    lines = "".join(
        f'<li><a href="#{_anchor(method, path)}"><code>{method} {escape(path)}</code></a></li>'
        for method, path, _ in operations(document, tag["name"])
    )
    return f'<li><a href="#{tag["name"]}">{escape(tag["description"])}</a><ul>{lines}</ul></li>'


def _scopes(document: Document) -> str:
    scopes = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    return "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(text)}</td></tr>" for name, text in scopes.items()
    )


def _service(document: Document, tag: Mapping[str, str]) -> str:
    shown = "".join(_operation(document, *one) for one in operations(document, tag["name"]))
    return f'<section id="{escape(tag["name"])}"><h2>{escape(tag["description"])}</h2>{shown}</section>'


def _operation(document: Document, method: str, path: str, operation: Mapping[str, Any]) -> str:
    required = [scope for one in operation.get("security", ()) for scopes in one.values() for scope in scopes]
    scope = "、".join(f"<code>{escape(name)}</code>" for name in required) or "不需權杖 no token"
    parameters = [examples.resolved(one, document) for one in operation.get("parameters", ())]
    parts = [
        f'<article id="{_anchor(method, path)}"><h3><span class="{method.lower()}">{method}</span> '
        f"<code>{escape(path)}</code></h3>",
        f"<p><strong>{escape(operation.get('summary', ''))}</strong></p>",
        f"<p>{escape(operation.get('description', ''))}</p>",
        f"<p>權限範圍 Scope: {scope}</p>",
        _parameters(document, parameters),
        f"<h4>請求範例 Request</h4><pre>{escape(_curl(document, method, path, operation, parameters))}</pre>",
        _answers(document, operation),
        "</article>",
    ]
    return "".join(parts)


def _parameters(document: Document, parameters: Sequence[Mapping[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{PLACES[one['in']]}</td>"
        f"<td>{'必填 required' if one.get('required') else '選填 optional'}</td>"
        f"<td><code>{escape(_text(examples.of_parameter(one, document)))}</code></td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    head = "<tr><th>名稱 Name</th><th>位置 In</th><th></th><th>範例 Example</th><th>說明 Meaning</th></tr>"
    return f"<h4>參數 Parameters</h4><table>{head}{rows}</table>"


def _curl(
    document: Document,
    method: str,
    path: str,
    operation: Mapping[str, Any],
    parameters: Sequence[Mapping[str, Any]],
) -> str:
    lines = [f"curl -X {method}" if method != "GET" else "curl"]
    query = []
    for one in parameters:
        value = _text(examples.of_parameter(one, document))
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(value, safe=""))
        elif one["in"] == "query" and one.get("required"):
            query.append(f"{one['name']}={quote(value, safe='')}")
        elif one["in"] == "header" and one.get("required"):
            lines.append(f"  -H {shlex.quote(one['name'] + ': ' + value)}")
    if operation.get("security"):
        lines.append('  -H "Authorization: Bearer $TOKEN"')
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        example = examples.of_media(media, document)
        if kind == FORM:
            lines.append('  -u "$CLIENT_ID:$CLIENT_SECRET"')
            lines += [f"  -d {shlex.quote(f'{name}={value}')}" for name, value in example.items()]
        else:
            lines.append(f"  -H 'Content-Type: {kind}'")
            lines.append(f"  -d {shlex.quote(json.dumps(example, ensure_ascii=False, default=str))}")
        break
    target = "$BASE" + path + ("?" + "&".join(query) if query else "")
    return " \\\n".join([*lines, f'  "{target}"'])


def _answers(document: Document, operation: Mapping[str, Any]) -> str:
    good, problems = [], []
    for status, answer in operation.get("responses", {}).items():
        described = f"<code>{escape(status)}</code> {escape(answer.get('description', ''))}"
        if status.startswith("2"):
            good.append(f"<p>{described}</p>{_example(document, answer)}")
        else:
            problems.append(f"<li>{described}</li>")
    return f"<h4>回應 Response</h4>{''.join(good)}<h4>錯誤 Problems</h4><ul>{''.join(problems)}</ul>"


def _example(document: Document, answer: Mapping[str, Any]) -> str:
    for media in answer.get("content", {}).values():
        shown = json.dumps(examples.of_media(media, document), ensure_ascii=False, indent=2, default=str)
        return f"<pre>{escape(shown)}</pre>"
    return ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _anchor(method: str, path: str) -> str:
    return quote(f"{method}-{path.strip('/').replace('/', '-')}".lower(), safe="-").replace("%", "_")
