import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, isAppError } from "./errors";

test("an AppError is known by its name and, where asked, by its code", () => {
	const error = new AppError("not_member", "Join this server to read its channels.");
	const copy = Object.assign(new Error("from another copy of the class"), { name: "AppError", code: "not_member" });
	for (const known of [error, copy]) {
		assert.ok(isAppError(known));
		assert.ok(isAppError(known, "not_member"));
		assert.ok(isAppError(known, "forbidden", "not_member"));
		assert.ok(!isAppError(known, "forbidden"));
	}
	for (const other of [new Error("x"), Object.assign(new Error("x"), { code: "not_member" }), { ...copy }, null])
		assert.ok(!isAppError(other), String(other));
});
