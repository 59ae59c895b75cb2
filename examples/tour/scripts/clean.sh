# Leaves out the lines that are in the list twice: clean.sh LIST RESULT
set -eu
head -n 1 "$1" >"$2.part"
tail -n +2 "$1" | sort -u >>"$2.part"
mv "$2.part" "$2"
echo "lines: $(tail -n +2 "$1" | wc -l | tr -d ' ') read, $(tail -n +2 "$2" | wc -l | tr -d ' ') kept"
