#!/bin/sh
# How long does a survey of a repository with 50,000 files take?
#
#   STOPGATE=target/release/stopgate benches/survey/large.sh [FILES]
#
# Makes the repository in a temporary folder: 50 services with manifests, sources, tests and documents.
set -eu
files=${1:-50000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - "$folder" "$files" <<'PY'
import sys
from pathlib import Path

folder, files = Path(sys.argv[1]), int(sys.argv[2])
(folder / ".git").mkdir()
(folder / "LICENSE").write_text("Permission is hereby granted, free of charge, to any person\n")
endings = [
    ("py", "import os\n\n\nclass OrderError(Exception):\n    pass\n"),
    ("ts", "export class OrderError extends Error {}\n"),
    ("go", "package orders\n\nfunc f() error { return fmt.Errorf(\"x: %w\", err) }\n"),
    ("md", "# Page\n\nSome words.\n"),
    ("yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\n"),
]
for number in range(files):
    service = folder / f"services/s{number % 50:02}/src/part{number % 1000:03}"
    service.mkdir(parents=True, exist_ok=True)
    ending, text = endings[number % len(endings)]
    (service / f"file{number}.{ending}").write_text(text)
for number in range(50):
    service = folder / f"services/s{number:02}"
    service.mkdir(parents=True, exist_ok=True)
    (service / "package.json").write_text('{"dependencies": {"react": "^19.0.0"}, "scripts": {"test": "vitest run"}}\n')
    (service / "Dockerfile").write_text("FROM node:22-alpine\n")
PY
for _ in 1 2 3; do
    begun=$(date +%s.%N)
    "${STOPGATE:-stopgate}" survey "$folder" --root "$folder" --quiet >/dev/null
    ended=$(date +%s.%N)
    awk -v begun="$begun" -v ended="$ended" -v files="$files" 'BEGIN { printf "%d files: %.2f s\n", files, ended - begun }'
done
