import { createHash, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CannotStart } from "./cannot-start";
import { canReach, type SystemUser } from "./run-as-user";

/** The folder for databases of root whose data folder the database's account cannot reach. */
const OUTSIDE = "/var/lib/hearth";

/** The kernel allows about 103 bytes for a socket's path; PostgreSQL appends ".s.PGSQL.5432.lock" to the folder. */
const LONGEST_SOCKET_FOLDER = 84;

/** The folder of the database, its lock and its log: in the data folder, or in the place chosen by an earlier start. */
export function dataDirectoryOf(dataFolder: string): string {
	const pointer = join(dataFolder, "database-place");
	if (!existsSync(pointer)) return join(resolve(dataFolder), "database");
	const place = readFileSync(pointer, "utf8").trim();
	if (existsSync(place)) return place;
	throw new CannotStart(
		`The database of ${dataFolder} belongs in ${place}, which is missing: bring it back, or remove ${pointer} to begin with an empty one.`,
	);
}

/** Creates that folder, outside the data folder if the account cannot reach it. */
export function prepareDataDirectory(dataFolder: string, account: SystemUser | undefined): string {
	const isNew = !existsSync(dataFolder);
	mkdirSync(dataFolder, { recursive: true });
	// A strict umask of root would keep the account out of a folder it could otherwise reach.
	if (account && isNew) chmodSync(dataFolder, 0o755);

	const place = dataDirectoryOf(dataFolder);
	if (account && !existsSync(place) && !canReach(account, dataFolder)) return moveOut(dataFolder);
	mkdirSync(place, { recursive: true });
	if (account) chmodSync(place, 0o755);
	return place;
}

function moveOut(dataFolder: string): string {
	const place = join(OUTSIDE, randomBytes(8).toString("hex"));
	mkdirSync(place, { recursive: true });
	chmodSync(OUTSIDE, 0o755);
	chmodSync(place, 0o755);
	writeFileSync(join(dataFolder, "database-place"), `${place}\n`);
	return place;
}

/** The private folder of the socket: beside the data if the path is short enough, else a temporary one. */
export function socketFolderFor(place: string): string {
	const near = join(place, "socket");
	if (Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER) return near;
	const name = createHash("sha256").update(near).digest("hex").slice(0, 12);
	const far = join(tmpdir(), `hearth-${name}`);
	return Buffer.byteLength(far) <= LONGEST_SOCKET_FOLDER ? far : join("/tmp", `hearth-${name}`);
}

/**
 * Creates a folder that only its account may enter. Any user may write to a temporary folder's parent, so a forged one
 * is rejected.
 */
export function makePrivate(folder: string, account: SystemUser | undefined): void {
	if (!lstatSync(folder, { throwIfNoEntry: false })) mkdirSync(folder, { mode: 0o700 });
	const found = lstatSync(folder);
	const owners = [process.getuid?.(), account?.uid];
	if (!found.isDirectory() || !owners.includes(found.uid)) {
		throw new CannotStart(`${folder} belongs to somebody else: remove it and start again.`);
	}
	if (account) chownSync(folder, account.uid, account.gid);
	chmodSync(folder, 0o700);
}
