#!/usr/bin/env python3
"""Checks the package manifests that installer/release.sh filled in: packages.py FOLDER

What winget, Scoop and Chocolatey ask for, from their schemas (winget manifests 1.10, Scoop's schema.json, the nuspec of
2015/06): the fields that must be there, the forms that they must have, and that each hash is that of the file it names. Also
whether the links of the documents in the archives lead to something in them."""
import glob, hashlib, json, os, posixpath, re, sys, tarfile, zipfile
import xml.etree.ElementTree as ElementTree
import yaml

out = sys.argv[1]
mistakes = []
def must(good, said):
    if not good: mistakes.append(said)
def file_of(url): return os.path.join(out, url.rsplit("/", 1)[1])
def hash_fits(url, said, where):
    must(re.match(r"https://.+", url), f"{where}: {url} is no https address")
    must(os.path.exists(file_of(url)), f"{where}: there is no {file_of(url)}")
    must(hashlib.sha256(open(file_of(url), "rb").read()).hexdigest() == said.lower(), f"{where}: the hash is another file's")

for name in glob.glob(out + "/*/**", recursive=True):
    if os.path.isfile(name) and not name.endswith((".debug", ".xz")):
        content = open(name, encoding="utf-8").read()
        must(not re.search(r"@[A-Z_0-9]+@", content), f"{name}: a place was not filled in")

# ---- winget
COMMON = {"PackageIdentifier", "PackageVersion", "ManifestType", "ManifestVersion"}
REQUIRED = {"version": COMMON | {"DefaultLocale"}, "installer": COMMON | {"Installers"},
            "defaultLocale": COMMON | {"PackageLocale", "Publisher", "PackageName", "License", "ShortDescription"},
            "locale": COMMON | {"PackageLocale"}}
ALLOWED = {"version": set(),
           "installer": {"Platform", "MinimumOSVersion", "InstallerType", "InstallModes", "UpgradeBehavior", "Commands", "ProductCode",
                         "ReleaseDate", "UnsupportedArguments", "ExpectedReturnCodes"}}
ALLOWED["defaultLocale"] = {"PackageUrl", "Description", "Tags", "Moniker"}
ALLOWED["locale"] = ALLOWED["defaultLocale"] - {"Moniker"} | REQUIRED["defaultLocale"]
RESPONSES = {"packageInUse", "fileInUse", "cancelledByUser", "downgrade", "systemNotSupported",
             "invalidParameter", "contactSupport", "custom"}
kinds = []
for name in sorted(glob.glob(out + "/winget/*.yaml")):
    manifest, where = yaml.safe_load(open(name, encoding="utf-8")), os.path.basename(name)
    kind = manifest.get("ManifestType"); kinds.append(kind)
    must(kind in REQUIRED, f"{where}: {kind} is no kind of manifest")
    must(REQUIRED[kind] <= manifest.keys(), f"{where}: lacks {REQUIRED[kind] - manifest.keys()}")
    must(manifest.keys() <= REQUIRED[kind] | ALLOWED[kind], f"{where}: has {manifest.keys() - REQUIRED[kind] - ALLOWED[kind]}")
    must(manifest["ManifestVersion"] == "1.10.0", f"{where}: another version of the schema")
    must(isinstance(manifest["PackageVersion"], str), f"{where}: the version is no text")
    must(re.fullmatch(r"[^.\s\\/:*?\"<>|]{1,32}(\.[^.\s\\/:*?\"<>|]{1,32}){1,7}", manifest["PackageIdentifier"]), f"{where}: the identifier")
    must(where.startswith(manifest["PackageIdentifier"] + "."), f"{where}: is not named after the package")
    must(len(manifest.get("Tags", [])) <= 16 and all(1 <= len(t) <= 40 for t in manifest.get("Tags", [])), f"{where}: the tags")
    must(3 <= len(manifest.get("ShortDescription", "...")) <= 256, f"{where}: the short description")
    must(re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z]{1,8})*", manifest.get("PackageLocale", "en")), f"{where}: the locale")
    if "PackageLocale" in manifest: must(f".locale.{manifest['PackageLocale']}." in where, f"{where}: is not named after its locale")
    for code in manifest.get("ExpectedReturnCodes", []):
        must(code["ReturnResponse"] in RESPONSES and code["InstallerReturnCode"] != 0, f"{where}: {code}")
    for installer in manifest.get("Installers", []):
        must({"Architecture", "InstallerUrl", "InstallerSha256"} <= installer.keys(), f"{where}: an installer lacks something")
        must(installer["Architecture"] in ("x64", "arm64") and installer["Scope"] in ("user", "machine"), f"{where}: {installer}")
        must(installer.get("ElevationRequirement", "elevatesSelf") in ("elevationRequired", "elevatesSelf"), f"{where}: elevation")
        hash_fits(installer["InstallerUrl"], installer["InstallerSha256"], where)
must(sorted(kinds) == ["defaultLocale", "installer", "locale", "version"], f"winget: there are {kinds}")

# ---- Scoop
scoop = json.load(open(out + "/scoop/fingerpost.json", encoding="utf-8"))
KNOWN = {"##", "version", "description", "homepage", "license", "notes", "architecture", "post_install", "bin", "shortcuts", "checkver", "autoupdate"}
must({"version", "homepage", "license"} <= scoop.keys() <= KNOWN, f"scoop: {scoop.keys() ^ KNOWN}")
must(re.fullmatch(r"[\w.+-]+", scoop["version"]), "scoop: the version")
must(all(2 <= len(s) <= 4 for s in scoop["shortcuts"]), "scoop: the shortcuts")
for name, each in scoop["architecture"].items():
    must(name in ("32bit", "64bit", "arm64"), f"scoop: {name}")
    hash_fits(each["url"], each["hash"], "scoop")
for name, each in scoop["autoupdate"]["architecture"].items():
    next_one = each["url"].replace("$version", scoop["version"])
    must(next_one == scoop["architecture"][name]["url"], f"scoop: {next_one} is not where this version lies")

# ---- Chocolatey
space = "{http://schemas.microsoft.com/packaging/2015/06/nuspec.xsd}"
metadata = ElementTree.parse(out + "/chocolatey/fingerpost.nuspec").find(space + "metadata")
nuspec = {element.tag.removeprefix(space): element.text for element in metadata}
for field in ("id", "version", "title", "authors", "projectUrl", "licenseUrl", "tags", "summary", "description"):
    must(nuspec.get(field), f"chocolatey: no {field}")
must(re.fullmatch(r"[a-z0-9.-]+", nuspec["id"]) and len(nuspec["description"]) <= 4000, "chocolatey: id or description")
script = open(out + "/chocolatey/tools/chocolateyInstall.ps1", encoding="utf-8").read()
hash_fits(re.search(r"-Url64bit '(.+?)'", script)[1], re.search(r"-Checksum64 '(.+?)'", script)[1], "chocolatey")

# ---- the documents
def links(where, names, read):
    papers = [name for name in names if name.endswith(".md")]
    must("README.md" in papers, f"{where}: no README.md")
    for paper in papers:
        for link in re.findall(r"\]\(([^)#:\s]+)[)#]", read(paper)):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(paper), link))
            must(to in names, f"{where}: {paper} leads to {link}, which is not in it")
for name in glob.glob(out + "/*.zip"):
    with zipfile.ZipFile(name) as z: links(os.path.basename(name), z.namelist(), lambda paper: z.read(paper).decode())
for name in glob.glob(out + "/*.tar.gz"):
    with tarfile.open(name) as t:
        names = {posixpath.normpath(m): m for m in t.getnames()}
        links(os.path.basename(name), names, lambda paper: t.extractfile(names[paper]).read().decode())

# ---- and what stands beside them
for line in open(out + "/SHA256SUMS"):
    said, name = line.split()
    must(hashlib.sha256(open(os.path.join(out, name), "rb").read()).hexdigest() == said, f"SHA256SUMS: {name}")
print("\n".join(mistakes) or "winget, Scoop and Chocolatey have what they ask for")
sys.exit(bool(mistakes))
