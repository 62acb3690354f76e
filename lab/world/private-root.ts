import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The machine's files as they are, in a mount namespace of its own, with some places that this machine has not or that
 * hold something else. Nobody outside sees them.
 */
const SCRIPT = `
set -e
PATH=$PATH:/usr/sbin:/sbin
root=$1; shift
mount -t tmpfs tmpfs "$root"
for entry in /*; do
  if [ -L "$entry" ]; then cp -P "$entry" "$root$entry"
  elif [ -d "$entry" ]; then mkdir -p "$root$entry"; mount --rbind "$entry" "$root$entry"
  fi
done
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$2"; fi
  mount --bind "$1" "$root$2"
  shift 2
done
shift
exec chroot "$root" "$@"
`;

interface Place {
  /** A file or folder, and the path that it is seen at. A file needs one there to take its place. */
  readonly from: string;
  readonly to: string;
}

/** A command line that runs another one with these places. */
export function inPrivateRoot(
  folder: string,
  places: readonly Place[],
  command: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  const root = join(folder, "root");
  mkdirSync(root, { recursive: true });
  const mounts = places.flatMap(({ from, to }) => [from, to]);
  return { command: "unshare", args: ["-m", "sh", "-c", SCRIPT, "lab", root, ...mounts, "--", ...command] };
}
