import assert from "node:assert/strict";
import { test } from "node:test";
import { Epochs } from "./access-epochs";

test("an epoch holds until something under one of its keys is revoked, and no longer", () => {
	const epochs = new Epochs();
	const marker = () => epochs.of("access", "user:1", "session:a");
	const before = marker();
	epochs.bump("user:2");
	epochs.bump("session:b");
	assert.equal(marker(), before);
	const seen = new Set([before]);
	for (const key of ["user:1", "session:a", "access", "user:1", "user:1"]) {
		epochs.bump(key);
		assert.equal(seen.has(marker()), false, key);
		seen.add(marker());
	}
});

test("an evicted revocation reads as changed, never as unchanged", () => {
	const epochs = new Epochs();
	epochs.bump("user:1");
	const before = epochs.of("user:1");
	for (let n = 0; n < 100_001; n++) epochs.bump(`other:${n}`);
	assert.notEqual(epochs.of("user:1"), before);
});
