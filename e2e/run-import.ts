import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "./app";

export type Line = { id: string; channel: string; at: string; author: string; text: string; replyTo: string | null };

/** Imports a conversation as operators do: with `npm run import`, next to the running app. */
export async function runImport(app: App, lines: Line[], server: string, owner: string): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "hearth-import-"));
	const file = join(folder, "conversation.jsonl");
	writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
	const args = ["scripts/run.mjs", "lib/import/cli.ts", file, "--server", server, "--owner", owner];
	const program = spawn(process.execPath, args, {
		env: { ...process.env, HEARTH_DATA_DIR: app.dataDir, DATABASE_URL: "" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let sent = "";
	for (const stream of [program.stdout, program.stderr]) stream.on("data", (data) => (sent += data));
	const [code] = await once(program, "exit");
	rmSync(folder, { recursive: true, force: true });
	if (code !== 0) throw new Error(`The import ended with ${code}:\n${sent}`);
}
