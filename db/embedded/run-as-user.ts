import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { CannotStart } from "./cannot-start";

/** Another system account to run PostgreSQL under. */
export type SystemUser = { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root. As root, it gets the account that owns the cluster already, else `postgres`, else
 * `nobody`; other accounts run it themselves (undefined).
 */
export function userFor(cluster: string): SystemUser | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const owner = statSync(cluster, { throwIfNoEntry: false });
	if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
	for (const name of ["postgres", "_postgres", "nobody"]) {
		const [uid, gid] = [id("-u", name), id("-g", name)];
		if (uid && gid) return { uid, gid };
	}
	throw new CannotStart(
		"PostgreSQL does not run as root, and there is no account named postgres or nobody: start Hearth as an ordinary user, or set DATABASE_URL.",
	);
}

/** Whether the account can reach and use the path. The system itself checks it, including ACLs and mounts. */
export function canReach(account: SystemUser, path: string): boolean {
	const { status, error } = spawnSync("/bin/sh", ["-c", '[ -x "$1" ]', "sh", path], {
		...account,
		cwd: "/",
		stdio: "ignore",
	});
	if (error) {
		throw new CannotStart(
			`PostgreSQL does not run as root, and this process may not change to another account (${error.message}): start Hearth as an ordinary user, or set DATABASE_URL.`,
		);
	}
	return status === 0;
}

function id(flag: string, name: string): number {
	const { stdout } = spawnSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
	const number = Number(stdout?.trim() || 0);
	// The largest uid that Node accepts; macOS has its nobody at the very end of the range.
	return number > 0 && number < 2 ** 31 ? number : 0;
}
