import { spawn } from "node:child_process";
import { once } from "node:events";
import { end } from "./check-node-version.mjs";

/**
 * Starts the PostgreSQL that all test files of a run share. It ends by stop(), or when this process ends in any way.
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startTestDatabase() {
	const child = spawn(process.execPath, ["--import", "tsx", "test/support/shared-database.ts"], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	const ended = once(child, "close");
	const [socket] = await Promise.race([once(child.stdout, "data"), ended]);
	if (!(socket instanceof Buffer)) end("The PostgreSQL of the tests did not start.");
	return {
		env: { TEST_DATABASE_SOCKET: String(socket).trim() },
		async stop() {
			child.stdin.end();
			await ended;
		},
	};
}
