import assert from "node:assert/strict";
import { test } from "node:test";
import { Hash, Lock, Megaphone } from "lucide-react";
import { channelIcon, isReadOnly } from "./channel-icon";

const reading = ["view_channel" as const, "read_history" as const];
const readOnly = { private: false, permissions: reading };
const shown = (channel: {
	private: boolean;
	permissions: readonly ("view_channel" | "read_history" | "send_messages")[];
}) => ({
	...channel,
	permissions: [...channel.permissions],
});

test("no channel is shown as read-only to outsiders, before the rules are accepted, or during a timeout", () => {
	const before = { rulesAccepted: false, permissions: reading };
	const timedOut = { rulesAccepted: true, permissions: reading };
	for (const server of [undefined, before, timedOut]) {
		assert.equal(isReadOnly(shown(readOnly), server), false);
		assert.equal(channelIcon(shown(readOnly), server), Hash);
	}
});

test("a channel in which a member may not write has a megaphone, and a private one its lock", () => {
	const server = { rulesAccepted: true, permissions: [...reading, "send_messages" as const] };
	const open = { private: false, permissions: ["view_channel", "send_messages"] as const };
	assert.equal(channelIcon(shown(readOnly), server), Megaphone);
	assert.equal(channelIcon(shown({ ...readOnly, private: true }), server), Lock);
	assert.equal(channelIcon(shown(open), server), Hash);
});
