import type { ModerationAction } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { inDatabase } from "../bulk-members";
import { type Figure, ms, number } from "../metrics";
import { median, now, percentile } from "../statistics";
import { auditLog } from "./audit-log";
import { bulkSanctions } from "./bulk-sanctions";
import { startCpuTimes } from "./cpu-times";
import { type Folded, Listener } from "./listener";
import { channels, join, logOf, messages, type Place, placeOf } from "./moderation-place";

const actMs = 1000;
const undoMs = 3000;
const followMs = 1000;
const foldMs = 50;

/** One answer, the processor time of the server until its last event, and the events at a client. */
type Run = Folded & { took: number; behind: number; app: number; postgres: number };

/**
 * A member is banned who has written ten thousand messages in forty channels, with all of them removed, and the action is
 * undone, while a client has all of these channels open. Then hundreds of members are sanctioned at once, and the audit
 * log is read with every combination of filters.
 */
export async function moderation(bench: Bench): Promise<Figure[]> {
	const place = await placeOf(bench);
	const listening = await Listener.open(bench.stage.owner, place.channelIds);
	const acts: Run[] = [];
	const undos: Run[] = [];
	let differences = 0;
	for (let round = 0; round <= bench.rounds; round++) {
		const before = await inDatabase(bench.stage, (sql) => logOf(sql, place));
		const { acted, undone } = await actAndUndo(bench, place, listening);
		const after = await inDatabase(bench.stage, async (sql) => {
			await join(sql, place.serverId, [place.subject]);
			return logOf(sql, place);
		});
		if (before !== after) differences++;
		if (round === 0) continue;
		acts.push(acted);
		undos.push(undone);
	}
	differences += await listening.differences();
	listening.close();
	return [
		bench.note(answerFigure("ban-and-purge", acts, actMs, 0)),
		bench.note(answerFigure("undo-purge", undos, undoMs, differences)),
		bench.note(foldFigure("fold-purge", acts)),
		bench.note(foldFigure("fold-undo", undos)),
		...(await bulkSanctions(bench, place.serverId)),
		bench.note(await auditLog(bench, place.serverId)),
	];
}

async function actAndUndo(bench: Bench, place: Place, listening: Listener): Promise<{ acted: Run; undone: Run }> {
	const { owner } = bench.stage;
	const path = `/api/servers/${place.serverId}/moderation-actions`;
	const wanted = { subject: place.subject, sanction: { kind: "ban" }, purgeHours: 24 };
	let action: ModerationAction | undefined;
	const acted = await run(bench, listening, messages, async () => {
		({ action } = await owner.call<{ action: ModerationAction }>("POST", path, wanted));
	});
	if (action?.removed !== messages) throw new Error(`${action?.removed} messages were removed.`);
	if (acted.events !== channels) throw new Error(`A client received ${acted.events} events.`);
	const undone = await run(bench, listening, 0, () => owner.call("DELETE", `${path}/${action?.id}`));
	return { acted, undone };
}

async function run(
	{ stage }: Bench,
	listening: Listener,
	tombstones: number,
	act: () => Promise<unknown>,
): Promise<Run> {
	const cpuTimes = startCpuTimes(stage);
	const startedAt = now();
	await act();
	const answeredAt = now();
	const folded = await listening.until(tombstones);
	const taken = cpuTimes();
	return {
		...folded,
		took: answeredAt - startedAt,
		behind: Math.max(0, folded.lastAt - answeredAt),
		...taken,
	};
}

const middle = (runs: Run[], name: "took" | "behind" | "app" | "postgres" | "all") =>
	median(runs.map((run) => run[name]));

function answerFigure(id: "ban-and-purge" | "undo-purge", runs: Run[], limit: number, differences: number): Figure {
	const took = middle(runs, "took");
	const behind = middle(runs, "behind");
	const isUndo = id === "undo-purge";
	const what = isUndo ? "the undo of a ban with a purge" : "a ban with a purge";
	const most = Math.max(...runs.map((one) => one.took));
	const follows = isUndo ? `, the last event ${ms(behind)} later` : "";
	return {
		id,
		name: `${what} of ${number(messages)} messages in ${channels} channels that a client has open`,
		target: isUndo ? "≤ 3 s, the events within 1 s, the log as before" : "answered ≤ 1 s, an event a channel",
		measured: `${ms(took)} (slowest ${ms(most)})${follows}${differences > 0 ? `, ${differences} DIFFERENT` : ""}`,
		beside: `processor: app ${ms(middle(runs, "app"))}, PostgreSQL ${ms(middle(runs, "postgres"))}`,
		met: took <= limit && (!isUndo || behind <= followMs) && differences === 0,
		values: { messages, channels, runs, differences },
	};
}

function foldFigure(id: "fold-purge" | "fold-undo", runs: Run[]): Figure {
	const all = runs.map((one) => one.all);
	const slowest = Math.max(...runs.map((one) => one.slowest));
	return {
		id,
		name: `a client folds ${id === "fold-purge" ? "the purge" : "its undo"} into its ${channels} open channels`,
		target: "≤ 50 ms",
		measured: `${ms(median(all))} of processor time (most ${ms(percentile(all, 1))}) for ${runs[0]?.events} events`,
		beside: `the slowest event on the clock: ${ms(slowest)}`,
		met: median(all) <= foldMs,
		values: { all, slowest },
	};
}
