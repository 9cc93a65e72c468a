#!/usr/bin/env python3
# Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.
"""Says what became of the public API since a commit, and whether CHANGELOG.md says it too.

usage: eng/api-changes.py COMMIT [FOLDER]

Compares the files PublicAPI.Unshipped.txt of the commit with those of the working tree (or with *.txt in FOLDER). Run eng/public-api.sh
first. A type is known by its simple name, so a type that moved to another namespace is one line, with its namespaces. Ends with 1 when
the section "Changed" of CHANGELOG.md lacks a type or a member that is gone, or a type that moved. Rows of its tables begin with the old and
the new name; a row from type to type makes this script compare the members of the two.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MADE_BY_THE_COMPILER = re.compile(r"\.(Equals|GetHashCode|ToString|PrintMembers|Deconstruct|EqualityContract\.get|<Clone>\$)\b|operator (==|!=)")
MODIFIERS = re.compile(r"^(~|static |override |virtual |abstract |readonly |const |sealed |implicit |explicit )+")


def strip_namespaces(text):
    return re.sub(r"\b(?:[A-Z]\w*\.)+(?=[A-Z]\w*)", "", text)


def read(texts):
    """Types by full name, and the members of each: signature without namespaces -> path."""
    lines = [MODIFIERS.sub("", line) for text in texts for line in text.splitlines() if line and line[0] != "#"]
    types = {line for line in lines if "->" not in line and "(" not in line}
    found = {name: {} for name in types}
    for line in lines:
        if line in types or MADE_BY_THE_COMPILER.search(line):
            continue
        path = re.split(r"[(<\[]| -> | = ", line, maxsplit=1)[0]
        owner = path
        while owner and owner not in types:
            generic = next((name for name in types if name.startswith(owner + "<")), None)
            if generic:
                owner = generic
                break
            owner = owner.rpartition(".")[0]
        if not owner:
            continue
        name = line[len(owner.split("<")[0]) + 1:].removeprefix(owner[len(owner.split("<")[0]):]).lstrip(".")
        found[owner][strip_namespaces(name)] = name
    return found


def simple(name):
    """The name of a type without its namespace; nested types keep their owner."""
    bare, bracket, arguments = name.partition("<")
    return bare.rpartition(".")[2] + (f"<{arguments.count(',') + 1}>" if bracket else "")


def namespace(name):
    return name.split("<")[0].rpartition(".")[0]


def main():
    commit = sys.argv[1]
    listing = subprocess.run(["git", "ls-tree", "-r", "--name-only", commit, "src"], cwd=ROOT, capture_output=True, text=True, check=True)
    old = read(subprocess.run(["git", "show", f"{commit}:{path}"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
               for path in listing.stdout.split() if path.endswith("PublicAPI.Unshipped.txt"))
    files = pathlib.Path(sys.argv[2]).glob("*.txt") if len(sys.argv) > 2 else ROOT.glob("src/*/PublicAPI.Unshipped.txt")
    new = read(path.read_text() for path in files)
    changelog = (ROOT / "CHANGELOG.md").read_text().split("\n### Changed", 1)[-1]
    mentioned = set(re.findall(r"\w+", changelog))
    renames = {}
    for left, right in re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \| ((?:`[^`]+`(?:, )?)+)", changelog, re.MULTILINE):
        names = [re.findall(r"`(?:[\w.]+\.)?(\w+)`", side) for side in (left, right)]
        if len(names[0]) == len(names[1]):
            renames.update(zip(*names))

    now = {simple(name): name for name in new}
    gone, moved, members, numbers = [], {}, [], set()
    for name in sorted(old):
        target = now.get(simple(name)) or now.get(renames.get(simple(name), ""))
        if target is None:
            gone.append(name)
            continue
        if simple(target) != simple(name):
            print(f"renamed   {name} -> {target}")
        elif target != name:
            moved.setdefault((namespace(name), namespace(target)), []).append(simple(name))
        values = {entry.split(" = ")[0] for entry in new[target] if " = " in entry}
        for signature in sorted(old[name].keys() - new[target].keys()):
            if ".init -> " in signature and signature.replace(".init", ".set") in new[target]:
                continue
            if re.match(r"\w+ = ", signature) and signature.split(" = ")[0] in values:
                numbers.add(simple(name))
                continue
            translated = re.sub(r"\w+", lambda word: renames.get(word[0], word[0]), signature)
            if translated in new[target] or translated.replace(simple(name) + "(", simple(target) + "(") in new[target]:
                continue
            members.append((simple(name), signature, namespace(target) + "." + simple(target)))

    missing = 0
    for (before, after), names in sorted(moved.items()):
        print(f"moved     {before} -> {after}: {', '.join(names)}")
        for name in names:
            if name not in mentioned or after not in changelog:
                missing += 1
                print(f"  MISSING in CHANGELOG.md: {name} → {after}")
    for name in gone:
        known = simple(name).split("<")[0] in mentioned
        missing += not known
        print(f"gone      {name}{'' if known else '   MISSING in CHANGELOG.md'}")
    for owner, signature, target in members:
        word = re.search(r"\w+", signature)[0]
        known = word in mentioned and owner.split("<")[0] in mentioned
        missing += not known
        print(f"changed   {owner}.{signature}   in {target}{'' if known else '   MISSING in CHANGELOG.md'}")
    for name in sorted(numbers):
        missing += name not in mentioned
        print(f"numbers   {name}{'' if name in mentioned else '   MISSING in CHANGELOG.md'}")
    print(f"{len(gone)} types gone, {sum(map(len, moved.values()))} moved, {len(members)} members changed, {missing} not in CHANGELOG.md")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
