import assert from "node:assert/strict";
import type { Case, CaseDetails, Report } from "@/lib/realtime/protocol";
import type { ApiClient, ApiResponse } from "./api-client";
import { createPlace, mod, moderation } from "./moderation";

/** Creates a server of ada's with bob as a plain member and mod as a moderator who handles reports. */
export const createReportedPlace = (extra: object = {}) => createPlace(extra, [...moderation, "handle_reports"]);

export const reportMessage = (by: ApiClient, channelId: number, seq: number, rest: object = {}) =>
	by.post("/api/reports", { channelId, seq, category: "spam", ...rest });
export const reportMember = (by: ApiClient, serverId: number, username: string, rest: object = {}) =>
	by.post("/api/reports", { serverId, username, category: "harassment", ...rest });

/** The report of an answer that must be a success. */
export async function reported(answer: ApiResponse | Promise<ApiResponse>): Promise<Report> {
	const { status, text, body } = await answer;
	assert.ok(status === 201 || status === 200, text);
	assert.ok(body.report);
	return body.report;
}

export async function casesOf(by: ApiClient, serverId: number, query = ""): Promise<Case[]> {
	const { status, text, body } = await by.get(`/api/servers/${serverId}/cases${query}`);
	assert.equal(status, 200, text);
	return body.cases ?? [];
}

/** The only case that the moderator sees in this state. */
export async function onlyCase(by: ApiClient, serverId: number, query = ""): Promise<Case> {
	const [first, ...others] = await casesOf(by, serverId, query);
	assert.ok(first);
	assert.deepEqual(others, []);
	return first;
}

export const readCase = (by: ApiClient, serverId: number, id: number) => by.get(`/api/servers/${serverId}/cases/${id}`);
export const changeCase = (by: ApiClient, serverId: number, id: number, body: object) =>
	by.put(`/api/servers/${serverId}/cases/${id}`, body);

export async function details(answer: ApiResponse | Promise<ApiResponse>): Promise<CaseDetails> {
	const { status, text, body } = await answer;
	assert.equal(status, 200, text);
	assert.ok(body.case);
	return body.case;
}

export const ownReports = async (by: ApiClient, serverId: number): Promise<Report[]> =>
	((await by.get("/api/reports")).body.reports ?? []).filter(({ server }) => server.id === serverId);

export const decideAsMod = (serverId: number, id: number, body: object = { outcome: "dismissed" }) =>
	changeCase(mod, serverId, id, body);
