import { connect, disconnect } from "@/db";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { seed } from "@/db/seed";
import { config } from "./config";

/** Connections of one node: more only queue inside PostgreSQL, and the embedded one takes 40 in all. */
const poolSize = 16;

/**
 * Opens the database this node works on, schema and seed included: the one DATABASE_URL names, else the one that comes
 * with the app. Answers how to close it, its process too if it is ours.
 */
export async function openDatabase(say: (sentence: string) => void): Promise<() => Promise<void>> {
	const embedded = config.databaseUrl === undefined ? await startEmbedded(config.dataDir, say) : undefined;
	try {
		const where = embedded?.options ?? config.databaseUrl ?? "";
		await migrate(where);
		connect(where, { max: poolSize });
		await seed();
	} catch (error) {
		await embedded?.stop();
		throw error;
	}
	return async () => {
		await disconnect();
		await embedded?.stop();
	};
}
