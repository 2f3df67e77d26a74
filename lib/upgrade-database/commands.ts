import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { binaries, binariesOf } from "@/db/embedded/binaries";
import { dataDirectoryOf } from "@/db/embedded/data-directory";
import { linesOf } from "../doctor/finding";
import { config } from "../process/config";
import { fetchBinaries, majorOf } from "./fetch-binaries";
import { majorOfData, removeKept, undoInterrupted, upgrade } from "./upgrade";
import { UpgradeError } from "./upgrade-error";

type Log = (sentence: string) => void;

export async function upgradeDatabase(
	given: string | undefined,
	log: Log,
): Promise<{ sentence: string; isWell: boolean }> {
	const { dataDir } = config;
	requireEmbedded();
	if (undoInterrupted(dataDir)) log("An interrupted upgrade was undone.");
	const major = majorOfData(dataDir);
	if (major === null) throw new UpgradeError(`There is no database in ${dataDir}.`);
	const place = dataDirectoryOf(dataDir);
	const installed = binaries(place, undefined).major;
	if (major === installed) return { sentence: `The database is of PostgreSQL ${major} already.`, isWell: true };
	if (Number(major) > Number(installed))
		throw new UpgradeError(
			`The database is of PostgreSQL ${major}, which is newer than ${installed}: install the version of Hearth that wrote it.`,
		);
	const folder = given === undefined ? join(place, "old-programs") : resolve(given);
	try {
		if (given === undefined) {
			log(`PostgreSQL ${major} is being downloaded, to read the old data.`);
			await rm(folder, { recursive: true, force: true });
			await fetchBinaries(major, folder);
		}
		const found = await majorOf(folder);
		if (found !== major)
			throw new UpgradeError(`${folder} holds PostgreSQL ${found}, and the data was written by ${major}.`);
		const findings = await upgrade(
			dataDir,
			(_, account) => binariesOf(join(folder, "native"), join(place, "upgrade"), account),
			log,
		);
		for (const line of linesOf(findings)) log(line);
		return {
			sentence: `The database is of PostgreSQL ${installed} now. The old one is kept in ${join(place, `cluster-postgresql-${major}`)}: start Hearth, and when all is well, npm run upgrade-database -- --remove-old.`,
			isWell: findings.every(({ isFixed }) => isFixed),
		};
	} finally {
		if (given === undefined) await rm(folder, { recursive: true, force: true });
	}
}

export async function removeOld(): Promise<string> {
	requireEmbedded();
	const count = await removeKept(config.dataDir);
	return count === 0 ? "No old database is kept." : "The old database was deleted.";
}

function requireEmbedded(): void {
	if (config.databaseUrl !== undefined)
		throw new UpgradeError("DATABASE_URL names a PostgreSQL of your own: upgrade that as its documentation says.");
}
