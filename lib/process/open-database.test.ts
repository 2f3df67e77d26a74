import assert from "node:assert/strict";
import { test } from "node:test";
import { retryConnection } from "./open-database";

const failing = (code: string, times: number) => {
	let asked = 0;
	const act = async () => {
		if (asked++ < times) throw Object.assign(new Error(code), { code });
	};
	return { act, asked: () => asked };
};

test("a start retries the database after a connection timeout, and only then", async () => {
	const late = failing("CONNECT_TIMEOUT", 3);
	await retryConnection(late.act);
	assert.equal(late.asked(), 4);
	const never = failing("CONNECT_TIMEOUT", 100);
	await assert.rejects(retryConnection(never.act), { code: "CONNECT_TIMEOUT" });
	assert.equal(never.asked(), 6);
	for (const code of ["ECONNREFUSED", "28P01", "53300"]) {
		const other = failing(code, 1);
		await assert.rejects(retryConnection(other.act), { code });
		assert.equal(other.asked(), 1);
	}
});
