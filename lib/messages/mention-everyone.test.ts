import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { Person } from "@/test/support/api-client";
import { until } from "@/test/support/socket-client";
import { World } from "@/test/support/test-server";

let world: World;
let ada: Person;
let bob: Person;
let carol: Person;
let serverId: number;
let channelId: number;

before(async () => {
	world = await World.open();
	[ada, bob, carol] = (await world.people("ada", "bob", "carol")) as [Person, Person, Person];
	({ serverId, channelId } = await ada.makes("Contour"));
	for (const person of [bob, carol]) await person.joins(serverId);
});
after(() => world.close());

const count = async (person: Person, channel = channelId) => (await person.stands(channel)).mentionCount;
const readAll = async () => {
	for (const person of [ada, bob, carol])
		await person.put(`/api/channels/${channelId}/read`, { seq: (await person.stands(channelId)).lastSeq });
};

test("in code, as part of a word, and in a crowd too large for who says it, everyone calls nobody", async () => {
	await bob.says(channelId, "`@everyone` and a@everyone and @everyoneelse");
	assert.equal(await count(carol), 0);
	await sql`update servers set member_count = 101 where id = ${serverId}`;
	await bob.says(channelId, "hear me @everyone");
	assert.deepEqual([await count(ada), await count(carol)], [0, 0]);
	await ada.says(channelId, "the owner says @everyone");
	assert.deepEqual([await count(ada), await count(bob), await count(carol)], [0, 1, 1]);
	await sql`update servers set member_count = 3 where id = ${serverId}`;
	await readAll();
});

test("a crowd of exactly a hundred is called by any member, also by an edit, and one of a hundred and one by neither", async () => {
	for (const [members, called] of [
		[100, 1],
		[101, 0],
	] as const) {
		await sql`update servers set member_count = ${members} where id = ${serverId}`;
		await bob.says(channelId, "hear me @everyone");
		assert.deepEqual([await count(ada), await count(carol)], [called, called], `${members} members`);
		await readAll();
		const { seq } = await bob.says(channelId, "quiet");
		await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "loud @everyone" });
		assert.deepEqual([await count(ada), await count(carol)], [called, called], `${members} members, by an edit`);
		await readAll();
	}
	await sql`update servers set member_count = 3 where id = ${serverId}`;
});

test("everyone calls all but the author, once each, however often they are named", async () => {
	await bob.says(channelId, "@everyone and @carol and @here");
	assert.deepEqual([await count(ada), await count(bob), await count(carol)], [1, 0, 1]);
	await readAll();
});

test("here calls those who are online and show it", async () => {
	const ears = await carol.connects();
	await until("carol is here", async () => {
		await bob.says(channelId, "@here");
		return (await count(carol)) > 0;
	});
	assert.equal(await count(ada), 0);
	await readAll();
	await ears.ask("presence:set", { status: "invisible" });
	await bob.says(channelId, "@here once more");
	assert.equal(await count(carol), 0);
	ears.close();
	await readAll();
});

test("in a private channel everyone is who may see it", async () => {
	const den = await ada.makesChannel(serverId, "den", { private: true });
	await ada.says(den, "@everyone");
	const rows = await sql`select 1 from mentions where channel_id = ${den}`;
	assert.equal(rows.length, 0);
});

test("an edit recounts whom it calls", async () => {
	const { seq } = await bob.says(channelId, "quiet");
	assert.equal(await count(carol), 0);
	await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "loud @everyone" });
	assert.equal(await count(carol), 1);
	await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "still loud @everyone" });
	assert.equal(await count(carol), 1);
	await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "quiet again" });
	assert.equal(await count(carol), 0);
	for (const content of ["@everyone again", "quiet", "@here then", "quiet now", "@carol"]) {
		await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content });
		assert.equal(await count(carol), 0, content);
	}
});
