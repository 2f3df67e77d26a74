import assert from "node:assert/strict";
import { test } from "node:test";
import type { ScopedMutator } from "swr";
import type { AccountSettings, OwnUser } from "@/lib/realtime/protocol";
import { foldAccount, foldSettings } from "./fold-settings";

const user = (displayName: string, settingsRev: number, settings: AccountSettings = {}) =>
	({ displayName, settingsRev, settings }) as OwnUser;

/** A cache that holds an account. */
function cacheOf(held?: OwnUser) {
	let value = held && { user: held };
	const mutate = async (_key: string, fold: (held?: { user: OwnUser }) => typeof value) => {
		value = fold(value);
	};
	return { mutate: mutate as unknown as ScopedMutator, held: () => value?.user };
}

test("older settings replace no newer ones, by themselves or with the account", () => {
	const { mutate, held } = cacheOf(user("Ada", 2, { theme: "dark" }));
	foldSettings(mutate, { settings: { theme: "light" }, rev: 1 });
	assert.deepEqual(held(), user("Ada", 2, { theme: "dark" }));
	void foldAccount(mutate, { user: user("Ada L.", 1, { theme: "light" }) });
	assert.deepEqual(held(), user("Ada L.", 2, { theme: "dark" }));
	void foldAccount(mutate, { user: user("Ada", 3, { theme: "light" }) });
	assert.deepEqual(held(), user("Ada", 3, { theme: "light" }));
	foldSettings(mutate, { settings: {}, rev: 4 });
	assert.deepEqual(held(), user("Ada", 4));
});

test("an account is cached where none was, and settings alone are not", () => {
	const { mutate, held } = cacheOf();
	foldSettings(mutate, { settings: {}, rev: 1 });
	assert.equal(held(), undefined);
	void foldAccount(mutate, { user: user("Ada", 0) });
	assert.deepEqual(held(), user("Ada", 0));
});
