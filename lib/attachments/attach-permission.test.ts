import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sql } from "@/db";
import { toBits } from "@/lib/auth/permissions";
import { assertRefused } from "@/test/support/api-client";
import { bob, channelId, serverId, setUpCommunity } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

const attachFiles = toBits(["attach_files"]).toString();
const path = () => `/api/channels/${channelId}/messages`;

/** Takes `attach_files` from @everyone. */
const takePermission = (tx: Pick<typeof sql, "unsafe"> = sql) =>
	tx.unsafe(`update roles set permissions = permissions & ~${attachFiles}::bigint where server_id = ${serverId}`);

beforeEach(
	() => sql`update roles set permissions = permissions | ${attachFiles}::bigint where server_id = ${serverId}`,
);

test("a file that was uploaded before attach_files was taken is not sent, and text still is", async () => {
	const file = await bob.uploadOk(channelId, "a.txt", "a");
	await takePermission();
	for (const content of ["", "with text", "@ada with a mention"])
		assertRefused(await bob.post(path(), { nonce: nonce(), content, attachmentIds: [file.id] }), 403, "forbidden");
	const [row] = await sql<{ seq: number | null }[]>`select seq from attachments where id = ${file.id}`;
	assert.equal(row?.seq, null);
	await bob.sendMessage(channelId, "no file");
});

test("an edit adds no file to a message, with attach_files or without", async () => {
	const file = await bob.uploadOk(channelId, "a.txt", "a");
	const { seq } = await bob.sendMessage(channelId, "bare");
	const edit = () => bob.patch(`${path()}/${seq}`, { content: "dressed", attachmentIds: [file.id] });
	assertRefused(await edit(), 400, "invalid_request", "attachmentIds");
	await takePermission();
	assertRefused(await edit(), 400, "invalid_request", "attachmentIds");
	assert.equal((await bob.patch(`${path()}/${seq}`, { content: "edited" })).status, 200);
	const [row] = await sql`select content, attachments from messages where channel_id = ${channelId} and seq = ${seq}`;
	assert.deepEqual({ ...row }, { content: "edited", attachments: null });
});

test("an upload during which attach_files is taken stores nothing", async () => {
	const filesOfBob = async () => (await sql`select 1 from attachments where uploader_id = ${bob.id}`).length;
	const before = await filesOfBob();
	const release = await holdTransaction(async (tx) => {
		await tx`select pg_advisory_xact_lock(hashtextextended('hearth waiting files', ${bob.id}))`;
		await takePermission(tx);
	});
	const uploading = bob.upload(channelId, "late.txt", "late");
	await waitsFor("hearth waiting files");
	await release();
	assertRefused(await uploading, 403, "forbidden");
	assert.equal(await filesOfBob(), before);
});
