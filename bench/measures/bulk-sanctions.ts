import type { BulkResult, BulkUndoResult } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { addMembers, inDatabase } from "../bulk-members";
import { type Figure, ms, number } from "../metrics";
import { median, now } from "../statistics";
import { startCpuTimes } from "./cpu-times";
import { join } from "./moderation-place";

const members = 500;
const bulkMs = 2000;
const dayMs = 86_400_000;

const sanctions = {
	ban: () => ({ kind: "ban" }),
	timeout: () => ({ kind: "timeout", until: new Date(Date.now() + dayMs).toISOString() }),
};
type Kind = keyof typeof sanctions;
type Run = { took: number; app: number; postgres: number };

/** Hundreds of members are banned in one request, and timed out in another; each is undone in one request as well. */
export async function bulkSanctions(bench: Bench, serverId: number): Promise<Figure[]> {
	const { stage } = bench;
	const names = await inDatabase(stage, (sql) => addMembers(sql, serverId, "crowd", members));
	const figures: Figure[] = [];
	for (const kind of ["ban", "timeout"] as const) {
		const acts: Run[] = [];
		const undos: Run[] = [];
		for (let round = 0; round <= bench.rounds; round++) {
			const { acted, undone } = await actAndUndo(bench, serverId, names, kind);
			await inDatabase(stage, (sql) => join(sql, serverId, names));
			if (round === 0) continue;
			acts.push(acted);
			undos.push(undone);
		}
		figures.push(bench.note(figureOf(kind, false, acts)), bench.note(figureOf(kind, true, undos)));
	}
	return figures;
}

async function actAndUndo({ stage }: Bench, serverId: number, subjects: string[], kind: Kind) {
	const path = `/api/servers/${serverId}/moderation-actions/bulk`;
	let actionIds: number[] = [];
	const timed = async (act: () => Promise<number>): Promise<Run> => {
		const cpuTimes = startCpuTimes(stage);
		const startedAt = now();
		const done = await act();
		const took = now() - startedAt;
		const taken = cpuTimes();
		if (done !== members) throw new Error(`${done} of ${members} were done.`);
		return {
			took,
			...taken,
		};
	};
	const acted = await timed(async () => {
		const body = { subjects, sanction: sanctions[kind](), reason: "Raid" };
		const { results } = await stage.owner.call<{ results: BulkResult[] }>("POST", path, body);
		actionIds = results.flatMap(({ action }) => action?.id ?? []);
		return actionIds.length;
	});
	const undone = await timed(async () => {
		const { results } = await stage.owner.call<{ results: BulkUndoResult[] }>("DELETE", path, { actionIds });
		return results.filter(({ error }) => error === null).length;
	});
	return { acted, undone };
}

function figureOf(kind: Kind, isUndo: boolean, runs: Run[]): Figure {
	const took = median(runs.map((run) => run.took));
	const most = Math.max(...runs.map((run) => run.took));
	const act = kind === "ban" ? "banned" : "timed out";
	return {
		id: `bulk-${isUndo ? "undo-" : ""}${kind}`,
		name: isUndo
			? `the undo of these ${members} ${kind}s in one request`
			: `${number(members)} members are ${act} in one request`,
		target: "≤ 2 s",
		measured: `${ms(took)} (slowest ${ms(most)})`,
		beside: `processor: app ${ms(median(runs.map(({ app }) => app)))}, PostgreSQL ${ms(median(runs.map(({ postgres }) => postgres)))}`,
		met: took <= bulkMs,
		values: { members, runs },
	};
}
