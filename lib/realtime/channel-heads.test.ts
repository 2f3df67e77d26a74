import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FakeClock } from "@/test/support/fake-clock";
import { ChannelHeads, type Heads } from "./channel-heads";

const [server, general, secret, thread] = [1, 10, 11, 12];
const open = { hidden: false, parentId: null };
const hidden = { hidden: true, parentId: null };

function watched(context: TestContext): { clock: FakeClock; activity: ChannelHeads; serialized: Heads[] } {
	const clock = new FakeClock(context);
	const serialized: Heads[] = [];
	return { clock, serialized, activity: new ChannelHeads((heads) => serialized.push(heads)) };
}

test("the first change after a quiet second is emitted at once, the rest of a burst together and within two seconds", (context) => {
	const { clock, activity, serialized } = watched(context);
	activity.onLocal(server, general, 1, open);
	clock.pass(0);
	assert.equal(serialized.length, 1);
	for (let seq = 2; seq <= 100; seq++) {
		activity.onLocal(server, general, seq, open);
		clock.pass(5);
	}
	assert.equal(serialized.length, 1);
	clock.pass(1000);
	assert.deepEqual(
		serialized.map(({ heads }) => heads),
		[[{ channelId: general, lastSeq: 1, ...open }], [{ channelId: general, lastSeq: 100, ...open }]],
	);
});

test("a head never goes back, in whatever order instances report it", (context) => {
	const { clock, activity, serialized } = watched(context);
	activity.onLocal(server, general, 1, open);
	clock.pass(0);
	activity.onRemote(server, general, 7, open);
	activity.onRemote(server, general, 5, open);
	clock.pass(1500);
	assert.deepEqual(serialized.at(-1)?.heads, [{ channelId: general, lastSeq: 7, ...open }]);
});

test("only local changes are passed on to other instances, to prevent loops", (context) => {
	const { clock, activity, serialized } = watched(context);
	activity.onRemote(server, general, 3, open);
	activity.onLocal(server, secret, 4, hidden);
	clock.pass(0);
	assert.deepEqual(serialized, [
		{
			serverId: server,
			heads: [
				{ channelId: general, lastSeq: 3, ...open },
				{ channelId: secret, lastSeq: 4, ...hidden },
			],
			own: [{ channelId: secret, lastSeq: 4, ...hidden }],
		},
	]);
});

test("the heads of a deleted channel and of its threads are emitted to nobody", (context) => {
	const { clock, activity, serialized } = watched(context);
	activity.onLocal(server, general, 1, open);
	clock.pass(0);
	activity.onLocal(server, secret, 2, hidden);
	activity.onLocal(server, thread, 2, { hidden: true, parentId: secret });
	activity.drop(secret);
	clock.pass(3000);
	assert.equal(serialized.length, 1);
});
