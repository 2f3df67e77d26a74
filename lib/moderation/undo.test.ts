import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { bob } from "@/test/support/community";
import { act, acted, audit, createPlace, mod, setUpModeration, undo } from "@/test/support/moderation";

setUpModeration();

test("an action is undone within 7 days; again changes nothing, later only the short forms lift it", async () => {
	const { serverId } = await createPlace();
	const first = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	const second = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	await sql`update moderation_actions set created_at = created_at - interval '8 days' where id in (${first.id}, ${second.id})`;
	assertRefused(await undo(mod, serverId, second.id), 409, "undo_expired");
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	assertRefused(await bob.post(`/api/membership/${serverId}`), 403, "banned");
	assert.ok((await bob.get("/api/sanctions")).body.sanctions?.some(({ id }) => id === second.id));
	assert.equal((await mod.delete(`/api/servers/${serverId}/bans/bob`)).status, 204);
	await bob.join(serverId);
	assert.equal((await audit(serverId)).length, 4);
});

test("an action is found only in its own server", async () => {
	const [here, there] = [await createPlace(), await createPlace()];
	const { id } = await acted(act(mod, there.serverId, "bob", { kind: "ban" }));
	assertRefused(await undo(mod, here.serverId, id), 404, "moderation_action_not_found");
	assertRefused(await bob.post(`/api/membership/${there.serverId}`), 403, "banned");
	assert.deepEqual(await audit(here.serverId), []);
});
