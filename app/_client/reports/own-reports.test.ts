import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Report } from "@/lib/realtime/protocol";
import { memoryStorage, provideLocalStorage } from "@/test/support/memory-storage";
import { dismissedReports, dismissReport, keyOfReport } from "./dismissed-reports";
import { answered } from "./use-own-reports";

const storage = memoryStorage();
let removeStorage = () => {};
before(() => {
	removeStorage = provideLocalStorage(storage);
});
after(() => removeStorage());
beforeEach(() => storage.keys().forEach(storage.removeItem));

const report = (minute: number, outcome: Report["outcome"], decidedMinute = minute): Report => ({
	server: { id: 7, name: "Pottery", iconUrl: null },
	channelId: 1,
	seq: minute,
	username: "eve",
	category: "spam",
	comment: "",
	createdAt: `2026-10-14T09:${minute}:00.000Z`,
	outcome,
	decidedAt: outcome && `2026-10-14T10:${decidedMinute}:00.000Z`,
});

test("answers are shown latest first, without the reports that wait and those that were dismissed", () => {
	const [early, waiting, late] = [report(10, "removed", 30), report(20, null), report(30, "dismissed", 20)];
	const seqs = (dismissed: string[]) => answered([late, waiting, early], dismissed).map(({ seq }) => seq);
	assert.deepEqual(seqs([]), [10, 30]);
	assert.deepEqual(seqs([keyOfReport(early)]), [30]);
	assert.deepEqual(seqs([keyOfReport(early), keyOfReport(late)]), []);
});

test("a dismissed answer stays dismissed after a reload, and the storage keeps nothing of whom it was about", () => {
	const [one, other] = [report(10, "removed"), report(20, "acted")];
	dismissReport(one);
	dismissReport(one);
	dismissReport(other);
	assert.deepEqual(dismissedReports.getSnapshot(), [keyOfReport(one), keyOfReport(other)]);
	const [stored = ""] = storage.keys().map((key) => storage.getItem(key) ?? "");
	assert.deepEqual(JSON.parse(stored), [keyOfReport(one), keyOfReport(other)]);
	assert.doesNotMatch(stored, /eve|spam/);
});

test("the storage keeps the latest two hundred dismissed answers", () => {
	for (let index = 0; index < 205; index++)
		dismissReport({ ...report(10, "removed"), createdAt: new Date(index * 60_000).toISOString() });
	assert.equal(dismissedReports.getSnapshot().length, 200);
	assert.equal(dismissedReports.getSnapshot().at(-1), `7 ${new Date(204 * 60_000).toISOString()}`);
});
