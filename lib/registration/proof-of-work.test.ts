import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mock, test } from "node:test";
import { sql } from "@/db";
import { type ApiResponse, assertRefused } from "@/test/support/api-client";
import { world } from "@/test/support/community";
import { exists, freshName, makeCode, register, set, setUpRegistration } from "@/test/support/registration";
import { range } from "@/test/support/socket-client";
import { appState } from "../process/app-state";
import type { Challenge } from "../realtime/protocol";
import { sweepChallenges } from "./proof-of-work";

setUpRegistration();

async function challenge(): Promise<Challenge | null> {
	const { status, text } = await world.guest().post("/api/account/challenge");
	assert.equal(status, 200);
	return JSON.parse(text).challenge;
}
/** As docs/protocol.md describes it. */
function solved({ salt, hash, maxNumber, signature }: Challenge) {
	const number = range(0, maxNumber).find((n) => createHash("sha256").update(`${salt}${n}`).digest("hex") === hash);
	assert.ok(number !== undefined);
	return { salt, number, signature };
}

test("a registration proves its work, once, in time, and with a challenge of this instance that is hard enough", async () => {
	assert.equal(await challenge(), null);
	assert.equal((await register({ solution: { salt: "any", number: 1, signature: "" } })).status, 201, "not needed");
	await set({ proofOfWork: "normal" });
	const issued = await challenge();
	assert.ok(issued);
	assert.deepEqual([issued.algorithm, issued.maxNumber], ["SHA-256", 100_000]);
	const minutes = (Date.parse(issued.expiresAt) - Date.now()) / 60_000;
	assert.ok(minutes > 9 && minutes <= 10, `${minutes} minutes`);
	const solution = solved(issued);
	const { salt, number, signature } = solution;

	assertRefused(await register(), 403, "challenge_required");
	const { code } = await makeCode();
	assertRefused(await register({ code }), 403, "challenge_required");
	for (const [field, wrong] of [
		["solution", []],
		["solution", "x"],
		["solution.salt", { ...solution, salt: 1 }],
		["solution.salt", { ...solution, salt: "x".repeat(101) }],
		["solution.number", { ...solution, number: -1 }],
		["solution.number", { ...solution, number: 0.5 }],
		["solution.number", { ...solution, number: String(number) }],
		["solution.number", { ...solution, number: 1_000_001 }],
		["solution.signature", { salt, number }],
		["solution.more", { ...solution, more: 1 }],
	] as const)
		assertRefused(await register({ solution: wrong }), 400, "invalid_request", field);

	const [random, expires, work] = salt.split(".");
	for (const changed of [
		{ number: number === 0 ? 1 : number - 1 },
		{ signature: "" },
		{ signature: signature.slice(1) },
		{ signature: Buffer.alloc(32).toString("base64url") },
		{ salt: "" },
		{ salt: `${random}.${Number(expires) + 1}.${work}.` },
		{ salt: `${random}.${expires}.1000000.` },
		// The same text, cut in another place.
		{ salt: salt.slice(0, -1) },
		...(number > 9 ? [{ salt: `${salt}${String(number)[0]}`, number: Number(String(number).slice(1)) }] : []),
	])
		assertRefused(await register({ solution: { ...solution, ...changed } }), 403, "challenge_failed");
	const { secret } = appState();
	appState().secret = "a secret of another instance, just as long";
	assertRefused(await register({ solution }), 403, "challenge_failed");
	appState().secret = secret;

	await set({ proofOfWork: "high" });
	assertRefused(await register({ solution }), 410, "challenge_expired");
	assert.equal((await challenge())?.maxNumber, 1_000_000);
	await set({ proofOfWork: "normal" });
	const later = mock.method(Date, "now", () => Date.parse(issued.expiresAt));
	assertRefused(await register({ solution }), 410, "challenge_expired");
	later.mock.restore();

	assertRefused(await register({ solution }, "ada"), 409, "username_taken");
	const names = [freshName(), freshName()];
	const both = await Promise.all(names.map((username) => register({ solution }, username)));
	const [made, refused] = both.toSorted((a, b) => a.status - b.status);
	assert.equal(made?.status, 201);
	assertRefused(refused as ApiResponse, 410, "challenge_expired");
	assert.equal((await Promise.all(names.map(exists))).filter(Boolean).length, 1);
	assertRefused(await register({ solution }), 410, "challenge_expired");
});

test("a used challenge is remembered until it has expired, and counts on every instance", async () => {
	await set({ proofOfWork: "normal" });
	const solution = solved((await challenge()) as Challenge);
	const hash = createHash("sha256").update(`${solution.salt}${solution.number}`).digest();
	// As another instance has stored it.
	await sql`insert into used_challenges values (${hash}, now() - interval '59 minutes')`;
	await sweepChallenges();
	assertRefused(await register({ solution }), 410, "challenge_expired");
	await sql`update used_challenges set expires_at = now() - interval '61 minutes' where hash = ${hash}`;
	await sweepChallenges();
	assert.equal((await sql`select 1 from used_challenges where hash = ${hash}`).length, 0);
	// Another instance has changed the setting, and this one has not learned of it.
	await set({ proofOfWork: "off" });
	await sql`update instance set settings = '{"proofOfWork": "normal"}'`;
	assertRefused(await register(), 403, "challenge_required");
	assert.equal((await register({ solution })).status, 201);
});
