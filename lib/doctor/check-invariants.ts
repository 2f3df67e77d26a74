import { sql } from "drizzle-orm";
import type { Database } from "@/db";
import { type Tx, transaction } from "../transaction";
import type { Finding } from "./finding";
import { type Broken, type Invariant, invariants } from "./invariants";

/** Checks all invariants in one state of the database, and mends what is safe to mend. */
export async function checkInvariants(fixes: boolean, on?: Database): Promise<Finding[]> {
	const broken = await transaction(async (tx) => {
		await tx.execute(sql`set transaction isolation level repeatable read, read only`);
		const found: { invariant: Invariant; rows: Broken[] }[] = [];
		for (const invariant of invariants) {
			const rows = await brokenRows(tx, invariant);
			if (rows.length > 0) found.push({ invariant, rows });
		}
		return found;
	}, on);
	const findings: Finding[] = [];
	for (const { invariant, rows } of broken) {
		const { check, advice, fix } = invariant;
		const problem = `${invariant.problem(rows.length)}${placesOf(invariant, rows)}`;
		if (fixes && fix) await transaction((tx) => fix(tx, rows), on);
		findings.push({ check, problem, advice, ...(fixes && fix && { isFixed: true }) });
	}
	return findings;
}

async function brokenRows(tx: Tx, { broken }: Invariant): Promise<Broken[]> {
	const rows = await tx.execute<{ id: number; server_id?: number }>(broken);
	return [...rows].map(({ id, server_id }) => ({ id, serverId: server_id ?? null }));
}

const mostNamed = 5;

/** The ids, by which an operator finds the rows; names are nobody's business but the members'. */
function placesOf({ isOfInstance }: Invariant, rows: Broken[]): string {
	if (isOfInstance) return "";
	const named = rows.slice(0, mostNamed).map(({ id }) => id);
	return ` (${rows.length === 1 ? "id" : "ids"} ${named.join(", ")}${rows.length > mostNamed ? ", …" : ""})`;
}
