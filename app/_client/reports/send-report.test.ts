import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { ReportTarget } from "./report-target";
import { sendReport } from "./send-report";

const { fetch } = globalThis;
afterEach(() => {
	globalThis.fetch = fetch;
});

const user = { id: 5, username: "eve", displayName: "Eve" };
const member: ReportTarget = { user, serverId: 7, serverName: "Pottery" };
const message: ReportTarget = {
	...member,
	message: { channelId: 3, seq: 12, content: "Buy my maps", attachments: [] },
};

const plain = { toAdministrators: false } as const;

test("a report names the message or the member, and its comment without blanks around it", async () => {
	const sent: unknown[] = [];
	globalThis.fetch = async (path, init) => {
		sent.push([path, JSON.parse(String(init?.body))]);
		return Response.json({ report: { outcome: null } }, { status: sent.length === 1 ? 201 : 200 });
	};
	assert.equal((await sendReport(message, { ...plain, category: "spam", comment: "  Third time.\n" })).isNew, true);
	assert.equal((await sendReport(member, { category: "other", comment: " \n ", toAdministrators: true })).isNew, false);
	assert.deepEqual(sent, [
		["/api/reports", { channelId: 3, seq: 12, category: "spam", comment: "Third time." }],
		["/api/reports", { serverId: 7, username: "eve", category: "other", toAdministrators: true }],
	]);
});
