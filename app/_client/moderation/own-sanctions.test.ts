import assert from "node:assert/strict";
import { test } from "node:test";
import type { Appeal, Sanction } from "@/lib/realtime/protocol";
import { justAnswered, sanctionInForce } from "./own-sanctions";

const now = Date.parse("2026-10-14T09:31:00.000Z");
const sanction = (id: number, more: Partial<Sanction> = {}): Sanction => ({
	id,
	kind: "ban",
	rule: null,
	server: { id: 7, name: "Pottery", iconUrl: null } as Sanction["server"],
	until: null,
	reason: "",
	createdAt: "2026-10-14T08:00:00.000Z",
	undoneAt: null,
	appeal: null,
	...more,
});
const appeal = (more: Partial<Appeal> = {}): Appeal => ({
	text: "It was not me.",
	createdAt: "2026-10-14T09:00:00.000Z",
	outcome: null,
	decidedAt: null,
	...more,
});

test("a sanction is in force in its server until its time is over or it was undone", () => {
	assert.equal(sanctionInForce([sanction(1)], 7, "ban", now)?.id, 1);
	assert.equal(sanctionInForce([sanction(1)], 8, "ban", now), undefined);
	assert.equal(sanctionInForce([sanction(1)], 7, "timeout", now), undefined);
	assert.equal(sanctionInForce([sanction(1, { until: "2026-10-14T09:30:00.000Z" })], 7, "ban", now), undefined);
	assert.equal(sanctionInForce([sanction(1, { appeal: appeal() })], 7, "ban", now)?.id, 1);
	const undone = sanction(2, { undoneAt: "2026-10-14T09:00:00.000Z", appeal: appeal({ outcome: "lifted" }) });
	assert.equal(sanctionInForce([undone], 7, "ban", now), undefined);
	assert.equal(sanctionInForce([undone, sanction(1)], 7, "ban", now)?.id, 1);
});

test("an answer to an appeal is shown once, and only while it is new", () => {
	const answer = appeal({ outcome: "upheld", decidedAt: "2026-10-14T09:30:30.000Z" });
	const of = (one: Appeal | null, shown: number[] = []) =>
		justAnswered([sanction(1, { appeal: one })], new Set(shown), now).map(({ id, outcome }) => [id, outcome]);
	assert.deepEqual(of(answer), [[1, "upheld"]]);
	assert.deepEqual(of(answer, [1]), []);
	assert.deepEqual(of({ ...answer, decidedAt: "2026-10-14T09:29:00.000Z" }), []);
	assert.deepEqual(of(appeal()), []);
	assert.deepEqual(of(null), []);
});
