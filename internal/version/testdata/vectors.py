#!/usr/bin/env python3
"""Writes vectors.tsv: pairs of versions, ordered by the tools of their ecosystems.

Usage: python3 vectors.py > vectors.tsv

Needed are dpkg, rpm, python3 with the module packaging, ruby, php with composer/semver,
Java with Maven, and node with the semver that npm brings. A tool that is missing ends
the script: a file with fewer vectors must not pass for a new one. Where a tool rejects
a version, the pair is left out.

Each line is: the name of the ecosystem as in the OSV schema, a version, "<", "=" or
">", another version. Lines of "# ecosystem tool" say which version of which tool
answered.
"""

import glob
import json
import subprocess
import sys

# What makes versions: every core with every suffix of its ecosystem.
VERSIONS = {
    "Debian": (
        ["1.2", "1.2.10", "1:1.0", "2.0~rc3", "2.0", "0.9a", "0.9+git7", "007.4"],
        ["", "-1", "-1+deb12u9", "-1~bpo12+2", "-0ubuntu3", "+dfsg-2", "~beta"],
    ),
    "Red Hat": (
        ["1.2", "1.2.10", "1:1.0", "2.0~rc3", "2.0", "2.0^20260101", "0.9a", "1.2_4", "10.0001"],
        ["-1", "-1.el9", "-1.el9_4.2", "-0.3.beta.fc40", "-12.module+el8"],
    ),
    "PyPI": (
        ["1", "1.0", "1.0.0", "1.4.post2", "2!0.3", "1.10", "2026.1", "0.9"],
        ["", "a1", "b2", "rc10", ".dev4", "rc1.dev3", ".post1", "+local.3", "-7", "-alpha.2"],
    ),
    "RubyGems": (
        ["1", "1.0", "1.0.0", "1.2.10", "3.0.0.0", "0.9.1"],
        ["", ".pre", ".rc2", ".rc10", "-2", ".beta.1", ".a", "-alpha.3", ".b1.4"],
    ),
    "Packagist": (
        ["1.0", "1.0.0", "v1.2.3", "2.0.0.1", "0.9", "20260101"],
        ["", "-dev", "-alpha3", "-beta.2", "-RC1", "-patch2", "-p10", "-stable", "+meta.1"],
    ),
    "Maven": (
        ["1", "1.0", "1.0.0", "2.4.1", "1.2-3", "1_2", "33.0"],
        ["", "-SNAPSHOT", "-alpha-1", "-a1", "-beta.2", "-m3", "-rc1", "-cr2", "-ga", ".Final", "-sp2", ".RELEASE", "-jre", "-jre8", "-20260101.101010-1", "-xyz9"],
    ),
    "npm": (
        ["0.0.0", "1.0.0", "1.2.3", "1.10.0", "2.0.0"],
        ["", "-0", "-1", "-alpha", "-alpha.1", "-alpha.beta", "-beta.2", "-beta.11", "-rc.1", "+build.5", "-rc.1+x.7", "-a-b", "--"],
    ),
}

STRIDES = (1, 2, 5, 11, 23)


def pairs(ecosystem):
    cores, suffixes = VERSIONS[ecosystem]
    versions = [core + suffix for core in cores for suffix in suffixes]
    for stride in STRIDES:
        for i, a in enumerate(versions):
            yield a, versions[(i + stride) % len(versions)]


def run(*command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def lines(*command, data):
    """Gives one pair a line to a command and returns its answers, one a line."""
    return run(*command, text="".join(f"{a}\t{b}\n" for a, b in data)).splitlines()


def sign(n):
    return "<" if n < 0 else ">" if n > 0 else "="


def debian(data):
    def holds(a, op, b):
        return subprocess.run(["dpkg", "--compare-versions", a, op, b]).returncode == 0

    return [sign(holds(a, "gt", b) - holds(a, "lt", b)) for a, b in data]


def red_hat(data):
    program = "".join(f'print(rpm.vercmp("{a}", "{b}") .. " ")' for a, b in data)
    return [sign(int(n)) for n in run("rpm", "--eval", "%{lua:" + program + "}").split()]


def pypi(data):
    from packaging.version import InvalidVersion, Version

    answers = []
    for a, b in data:
        try:
            answers.append(sign((Version(a) > Version(b)) - (Version(a) < Version(b))))
        except InvalidVersion:
            answers.append("")
    return answers


RUBY = """
STDIN.each_line do |line|
  a, b = line.chomp.split("\\t")
  begin
    puts({-1 => "<", 0 => "=", 1 => ">"}[Gem::Version.new(a) <=> Gem::Version.new(b)])
  rescue ArgumentError
    puts ""
  end
end
"""

PHP = """
require "Composer/Semver/autoload.php";
while (($line = fgets(STDIN)) !== false) {
    [$a, $b] = explode("\\t", trim($line, "\\n"));
    try {
        $parser = new Composer\\Semver\\VersionParser();
        [$a, $b] = [$parser->normalize($a), $parser->normalize($b)];
        echo Composer\\Semver\\Comparator::lessThan($a, $b) ? "<" : (Composer\\Semver\\Comparator::greaterThan($a, $b) ? ">" : "="), "\\n";
    } catch (UnexpectedValueException $e) {
        echo "\\n";
    }
}
"""

NODE = """
const semver = require(process.argv[1]);
require("fs").readFileSync(0, "utf8").trimEnd().split("\\n").forEach((line) => {
  const [a, b] = line.split("\\t");
  console.log(semver.valid(a) && semver.valid(b) ? "<=>"[semver.compare(a, b) + 1] : "");
});
"""


def first(pattern):
    found = sorted(glob.glob(pattern))
    if not found:
        sys.exit("not found: " + pattern)
    return found[0]


def node_semver():
    return first("/usr/l*/node_modules/npm/node_modules/semver")


def maven_jar():
    return first("/usr/share/maven/lib/maven-artifact*.jar")


def maven(data):
    """The class prints each version with its order to the one before."""
    jars = ":".join([maven_jar(), *glob.glob("/usr/share/maven/lib/commons-lang3*.jar"), *glob.glob("/usr/share/java/commons-lang3.jar")])
    flat = [version for pair in data for version in pair]
    answers = []
    out = run("java", "-cp", jars, "org.apache.maven.artifact.versioning.ComparableVersion", *flat)
    for line in out.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in ("<", "==", ">") and not line[0].isdigit():
            answers.append(parts[1][0])
    return answers[::2]


TOOLS = {
    "Debian": (debian, lambda: run("dpkg-query", "-W", "-f", "dpkg ${Version}", "dpkg")),
    "Red Hat": (red_hat, lambda: run("rpm", "--version").strip()),
    "PyPI": (pypi, lambda: "packaging " + __import__("packaging").__version__),
    "RubyGems": (lambda data: lines("ruby", "-e", RUBY, data=data), lambda: "RubyGems " + run("ruby", "-e", "print Gem::VERSION")),
    "Packagist": (lambda data: lines("php", "-r", PHP, data=data), lambda: "composer/semver " + run("dpkg-query", "-W", "-f", "${Version}", "php-composer-semver")),
    "Maven": (maven, lambda: "maven-artifact " + run("dpkg-query", "-W", "-f", "${Version}", "libmaven3-core-java")),
    "npm": (lambda data: lines("node", "-e", NODE, node_semver(), data=data), lambda: "node-semver " + json.load(open(node_semver() + "/package.json"))["version"]),
}


def main():
    for ecosystem, (compare, version) in TOOLS.items():
        data = sorted(set(pairs(ecosystem)))
        answers = compare(data)
        if len(answers) != len(data):
            sys.exit(f"{ecosystem}: {len(answers)} answers to {len(data)} questions")
        print(f"# {ecosystem}\t{version()}")
        for (a, b), answer in zip(data, answers):
            if answer:
                print(f"{ecosystem}\t{a}\t{answer}\t{b}")


main()
