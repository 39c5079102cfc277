"""The archive runs where nothing is installed."""

import os
import re
import subprocess


def run(root, *arguments, **options):
    return subprocess.run(
        [root / "bin" / "swapline", *arguments], env={}, capture_output=True, text=True, **options)


def test_program_runs_in_an_empty_environment(root, tmp_path):
    done = run(
        root, "plan", "bonn-berlin", "--from", "Bonn", "--to", "Hannover", "--samples", "100", "--output", "plan.html",
        cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "proved optimal" in done.stdout
    assert "<svg" in (tmp_path / "plan.html").read_text()


def test_only_libraries_of_every_linux_are_asked_for(root):
    listed = subprocess.run(["ldd", root / "bin" / "swapline"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].split("/")[-1].split(".so")[0] for line in listed.splitlines()}
    assert names <= {"linux-vdso", "libc", "libm", "libgcc_s", "libstdc++", "ld-linux-x86-64", "ld-linux-aarch64"}, listed


def test_maps_are_there_and_can_be_read(root):
    maps = sorted((root / "share/swapline/topologies").glob("*.json"))
    assert len(maps) >= 8
    for path in maps:
        assert run(root, "lint", str(path)).returncode == 0, path


def commands(root):
    listed = run(root, "--help").stdout.split("SUBCOMMANDS:")[1]
    return re.findall(r"^  ([a-z-]+) ", listed, re.MULTILINE)


def test_every_command_has_a_manual_page(root):
    pages = root / "share/man/man1"
    names = commands(root)
    assert "plan" in names and "estimate" in names
    assert {p.name for p in pages.iterdir()} == {"swapline.1", *(f"swapline-{name}.1" for name in names)}
    top = (pages / "swapline.1").read_text()
    assert "5 stopped at a limit" in " ".join(top.split())
    for name in names:
        text = (pages / f"swapline-{name}.1").read_text()
        assert f"Xr swapline-{name} 1" in top
        for option in re.findall(r"^  (--[a-z-]+)", run(root, name, "--help").stdout, re.MULTILINE):
            assert option[2:] in text.replace("\\-", "-"), (name, option)


def test_shells_complete_commands(root):
    script = root / "share/bash-completion/completions/swapline"
    asked = (
        f"source {script}; COMP_WORDS=(swapline pl); COMP_CWORD=1; COMP_LINE='swapline pl'; COMP_POINT=11; "
        "_swapline swapline pl swapline; echo ${COMPREPLY[@]}")
    done = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, env={"PATH": f"{root}/bin:{os.environ['PATH']}"})
    assert done.stdout.split() == ["plan", "platforms"], done
    assert (root / "share/zsh/site-functions/_swapline").read_text().startswith("#compdef swapline")
    assert "complete -c 'swapline'" in (root / "share/fish/vendor_completions.d/swapline.fish").read_text()


def test_licences_are_named(root):
    doc = root / "share/doc/swapline"
    assert "GNU GENERAL PUBLIC LICENSE" in (doc / "COPYING").read_text()
    assert "Apache License" in (doc / "LICENSE").read_text()
    assert "GPL, version 3 or later" in (doc / "NOTICES.md").read_text()
    assert (doc / "licences" / "swift-argument-parser.txt").exists()


def test_install_and_uninstall_leave_nothing(root, tmp_path):
    prefix = tmp_path / "with a space"
    packaging = "Sources/packaging"
    installed = subprocess.run(
        ["sh", f"{packaging}/install.sh", root, prefix], capture_output=True, text=True, check=True).stdout
    assert "is not on the PATH yet" in installed
    assert subprocess.run([prefix / "bin/swapline", "maps"], capture_output=True).returncode == 0
    (prefix / "bin" / "other").write_text("stays")
    # Once more, over itself, as after an update.
    subprocess.run(["sh", f"{packaging}/install.sh", root, prefix], capture_output=True, check=True)
    subprocess.run(["sh", f"{packaging}/uninstall.sh", prefix], capture_output=True, check=True)
    assert [str(p.relative_to(prefix)) for p in sorted(prefix.rglob("*"))] == ["bin", "bin/other"]
    again = subprocess.run(["sh", f"{packaging}/uninstall.sh", prefix], capture_output=True, text=True)
    assert again.returncode == 1 and "nothing of swapline" in again.stderr
