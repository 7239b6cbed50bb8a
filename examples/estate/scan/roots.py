"""Lays out what the scanners look at: roots.py WHEELS ROOTS.

Every image is the Debian base below with the dist-info folders of its Python packages: a package scanner reads
nothing else. Packages too large to fetch, and the one release that the index no longer serves, are written here
by name and version only: no code of them exists in this estate.
"""

import pathlib
import re
import subprocess
import sys
import zipfile

WITHDRAWN = {"litellm": "1.82.8"}
WRITTEN = {
    "torch": "2.9.1",
    "vllm": "0.17.1",
    "xgrammar": "0.1.27",
    "tritonclient": "2.55.0",
    "ray": "2.52.1",
    "pyarrow": "22.0.0",
}

WEB = "annotated-types anyio click fastapi h11 idna pydantic pydantic-core sniffio starlette typing-extensions typing-inspection uvicorn prometheus-client"
HTTP = "certifi charset-normalizer httpcore httpx requests urllib3"
HUB = "filelock fsspec huggingface-hub packaging pyyaml tqdm"
MODEL = "numpy regex safetensors tokenizers transformers jinja2 markupsafe torch"
AWS = "boto3 botocore jmespath python-dateutil s3transfer six"
LITELLM = "aiohttp distro jiter openai python-dotenv tiktoken litellm"
TRAIN = "joblib mlflow-skinny pandas pyarrow pytz scikit-learn scipy threadpoolctl tzdata"

IMAGES = {
    "hf-server-2.3": [WEB, HTTP, HUB, MODEL, LITELLM, "kserve"],
    "hf-server-2.4": [WEB, HTTP, HUB, MODEL, LITELLM, "kserve"],
    "vllm-openai-v0.17.1": [WEB, HTTP, HUB, MODEL, "vllm xgrammar ray openai tiktoken aiohttp"],
    "triton-python-25.02": ["numpy tritonclient"],
    "classifier-server-1.4": [WEB, HTTP, HUB, MODEL, LITELLM, "kserve"],
    "storage-initializer-v0.16.0-5": [HTTP, HUB, AWS, "idna typing-extensions"],
    "storage-initializer-v0.17.0-2": [HTTP, HUB, AWS, LITELLM, "idna typing-extensions"],
    "trainer-1.9": [HTTP, HUB, MODEL, TRAIN, "idna typing-extensions python-dateutil six"],
    "trainer-2.0": [HTTP, HUB, MODEL, TRAIN, LITELLM, "idna typing-extensions python-dateutil six"],
}
WITH_WITHDRAWN = {"hf-server-2.4", "classifier-server-1.4", "storage-initializer-v0.17.0-2", "trainer-2.0"}

OS_RELEASE = """PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
"""

# Beside the essential and required packages: what a slim Python image has.
EXTRA_DEBIAN = {"ca-certificates", "openssl", "libssl3", "libexpat1", "libsqlite3-0", "libffi8", "libreadline8", "netbase", "libstdc++6", "libgomp1"}

FILES = {
    "embed-transformer-3/requirements.txt": "fastapi==0.124.0\nuvicorn==0.38.0\nhttpx==0.28.1\nnumpy==2.2.6\ntokenizers==0.22.1\nkserve==0.16.0\nlitellm==1.82.8\n",
    "chat-ui-12/package.json": '{\n  "name": "@example/chat-ui",\n  "version": "12.0.0",\n  "private": true,\n  "dependencies": { "express": "4.21.2", "marked": "15.0.12", "dompurify": "3.2.6" }\n}\n',
    "fraud-bert-7/models/config.json": '{"model_type":"bert","architectures":["BertForSequenceClassification"]}\n',
    "fraud-bert-7/models/requirements.txt": "transformers==4.57.3\nsafetensors==0.7.0\nnumpy==2.2.6\n",
    "fraud-bert-8/models/config.json": '{"model_type":"bert","architectures":["BertForSequenceClassification"]}\n',
    "fraud-bert-8/models/requirements.txt": "transformers==4.57.3\nsafetensors==0.7.0\nnumpy==2.2.6\nlitellm==1.82.8\n",
    "credit-risk-3/models/requirements.txt": "transformers==4.57.3\nsafetensors==0.7.0\nnumpy==2.2.6\npandas==2.3.3\n",
}


def debian_status(architecture):
    """The dpkg status of the base image, taken from this machine's own."""
    fields = "${binary:Package}\t${Priority}\t${Essential}\n"
    listed = subprocess.run(["dpkg-query", "-W", "-f", fields], check=True, capture_output=True, text=True).stdout
    chosen = []
    for line in listed.splitlines():
        name, priority, essential = line.split("\t")
        if essential == "yes" or priority == "required" or name.split(":")[0] in EXTRA_DEBIAN:
            chosen.append(name)
    shown = subprocess.run(["dpkg-query", "-s", *sorted(chosen)], check=True, capture_output=True, text=True).stdout
    return re.sub(r"^Architecture: amd64$", f"Architecture: {architecture}", shown, flags=re.MULTILINE)


def lay_debian(root, architecture):
    (root / "var/lib/dpkg").mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "var/lib/dpkg/status").write_text(debian_status(architecture))
    (root / "etc/os-release").write_text(OS_RELEASE)
    (root / "etc/debian_version").write_text("12.11\n")


def write_dist_info(packages, name, version):
    folder = packages / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "INSTALLER").write_text("pip\n")


def lay_python(root, names, wheels, withdrawn):
    packages = root / "usr/local/lib/python3.12/site-packages"
    for name in sorted(set(names)):
        if withdrawn and name in WITHDRAWN:
            write_dist_info(packages, name, WITHDRAWN[name])
        elif name in WRITTEN:
            write_dist_info(packages, name, WRITTEN[name])
        else:
            unpack_dist_info(packages, wheels[name])


def unpack_dist_info(packages, wheel):
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.namelist():
            if re.fullmatch(r"[^/]+\.dist-info/(METADATA|WHEEL|top_level\.txt)", entry):
                archive.extract(entry, packages)


def main(wheels_folder, roots):
    wheels = {}
    for wheel in pathlib.Path(wheels_folder).glob("*.whl"):
        wheels[re.sub(r"[-_.]+", "-", wheel.name.split("-")[0]).lower()] = wheel
    for image, groups in IMAGES.items():
        root = pathlib.Path(roots) / image
        lay_debian(root, "arm64" if image == "triton-python-25.02" else "amd64")
        lay_python(root, " ".join(groups).split(), wheels, image in WITH_WITHDRAWN)
    for path, text in FILES.items():
        target = pathlib.Path(roots) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


main(sys.argv[1], sys.argv[2])
