import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
process.once("exit", () => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder that any account can enter; it is removed at the latest when this process exits. */
export function scratch(): { folder: string; remove(): void } {
	const folder = mkdtempSync(join(tmpdir(), "hearth-chaos-"));
	// PostgreSQL runs under another account if this program runs as root.
	chmodSync(folder, 0o755);
	folders.add(folder);
	return {
		folder,
		remove() {
			rmSync(folder, { recursive: true, force: true });
			folders.delete(folder);
		},
	};
}
