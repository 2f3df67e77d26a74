import { config } from "../process/config";
import { checkFiles } from "./check-files";
import { checkInvariants } from "./check-invariants";
import { checkPublicAddress } from "./check-public-address";
import { checkMigrations, checkSchema } from "./check-schema";
import { checkDatabase, checkDisks, checkMail, checkRedis } from "./check-services";
import type { Finding } from "./finding";

/** Everything that is wrong with this instance. `isRunning`: whether it answers, so that its address can be asked. */
export async function examine(options: { fixes: boolean; isRunning: boolean }): Promise<Finding[]> {
	const services = await Promise.all([
		checkDisks(),
		checkDatabase(),
		checkMail(),
		checkRedis(),
		options.isRunning && config.publicUrl ? checkPublicAddress(config.publicUrl) : [],
	]);
	const migrations = await checkMigrations();
	// Another version of the schema may lack what the other checks read.
	if (migrations.length > 0) return [...migrations, ...services.flat()];
	const schema = await checkSchema();
	const isWhole = !schema.some(({ check }) => check === "columns");
	const content = isWhole ? [...(await checkInvariants(options.fixes)), ...(await checkFiles())] : [];
	return [...schema, ...content, ...services.flat()];
}
