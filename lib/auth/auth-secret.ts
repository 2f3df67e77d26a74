import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The secret that encrypts session cookies. It is created on the first run in a file that only its owner can read. */
export function readOrCreateSecret(dataDir: string): string {
	const file = join(dataDir, "auth-secret");
	mkdirSync(dataDir, { recursive: true });
	try {
		writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	}
	return readFileSync(file, "utf8").trim();
}
