# Makes one page for each shelf: pages.sh LIST FOLDER
set -eu
mkdir -p "$2"
for shelf in $(tail -n +2 "$1" | cut -d ';' -f 1 | sort -u); do
    {
        echo "Shelf $shelf"
        echo
        grep "^$shelf;" "$1" | while IFS=';' read -r _ variety packets; do
            printf '%3d x %s\n' "$packets" "$variety"
        done
    } >"$2/$shelf.txt"
    echo "shelf $shelf: $(grep -c " x " "$2/$shelf.txt") varieties"
done
