import type { Database } from "@/db";
import { checkInvariants } from "./check-invariants";
import { checkSchema } from "./check-schema";
import type { Finding } from "./finding";

export type Examined = {
	/** How the schema differs from this version's. */
	schema: Finding[];
	/** Conditions that the rows do not meet. Those that are safe to mend have been mended. */
	content: Finding[];
};

/** Examines a database that no instance uses, such as a restored one. */
export async function examineDatabase(on: Database): Promise<Examined> {
	const schema = await checkSchema(on);
	return { schema, content: schema.length > 0 ? [] : await checkInvariants(true, on) };
}
