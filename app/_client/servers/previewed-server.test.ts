import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { MemberServer, Role } from "@/lib/realtime/protocol";
import type { ApiClient } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import { previewedServer, startRolePreview } from "./previewed-server";
import { getRolePreview, setRolePreview } from "./role-preview";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cleo: ApiClient;
let serverId: number;
const channels: Record<string, number> = {};
const keeperChanges = { permissions: ["manage_channels", "pin_messages"] };

before(async () => {
	world = await TestServer.open();
	[ada, bob, cleo] = await Promise.all([world.createUser("ada"), world.createUser("bob"), world.createUser("cleo")]);
	({ serverId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	await cleo.join(serverId);
	const keeper = await ada.createRole(serverId, "Keeper", keeperChanges, bob);
	const everyone = (await rolesOf()).find((role) => role.everyone)?.id;
	for (const name of ["hidden", "keepers", "notices", "quiet", "old"])
		channels[name] = await ada.createChannel(serverId, name, {
			private: name === "hidden" || name === "keepers",
		});
	const deny = (roleId: number | undefined, word: string) => ({ roleId, allow: [], deny: [word] });
	await override("keepers", [
		deny(everyone, "view_channel"),
		{ roleId: keeper, allow: ["view_channel", "send_messages"], deny: [] },
	]);
	await override("notices", [deny(everyone, "send_messages"), { roleId: keeper, allow: ["send_messages"], deny: [] }]);
	await override("quiet", [deny(keeper, "read_history")]);
	const { body } = await ada.post(`/api/servers/${serverId}/groups`, { name: "Signals" });
	const inGroup = { overrides: [deny(keeper, "manage_channels")] };
	assert.equal((await ada.put(`/api/groups/${body.group?.id}/overrides`, inGroup)).status, 200);
	assert.equal((await ada.patch(`/api/channels/${channels.old}`, { archived: true })).status, 200);
	for (const name of ["hidden", "notices"]) {
		const { seq } = await ada.sendMessage(channels[name] ?? 0, "parent");
		const begun = await ada.post(`/api/channels/${channels[name]}/messages/${seq}/thread`);
		const threadId = begun.body.thread?.channelId ?? 0;
		await ada.sendMessage(threadId, "reply");
		assert.equal((await ada.put(`/api/channels/${threadId}/follow`)).status, 204);
	}
});
after(() => world.close());

async function override(channel: string, overrides: object[]): Promise<void> {
	const { status, text } = await ada.put(`/api/channels/${channels[channel]}/overrides`, { overrides });
	assert.equal(status, 200, text);
}

const rolesOf = async (): Promise<Role[]> => (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];

async function serverOf(user: ApiClient): Promise<MemberServer> {
	const { body } = await user.get("/api/servers?mine=true");
	const server = body.servers?.find(({ id }) => id === serverId);
	assert.ok(server);
	return server;
}

async function previewOf(isRole: (role: Role) => boolean) {
	const role = (await rolesOf()).find(isRole);
	assert.ok(role);
	const { body } = await ada.get(`/api/servers/${serverId}/preview?roleId=${role.id}`);
	const { permissions = [], groupPermissions = [], channels: visible = [] } = body;
	const seen = { permissions, groupPermissions, channels: visible };
	return { role, seen };
}

/** Everything that depends on roles. */
const rights = ({ permissions, groupPermissions, roleIds, groups, channels: listed }: MemberServer) => ({
	permissions,
	groupPermissions,
	roleIds,
	groups,
	channels: listed.map(({ id, name, permissions: here }) => [id, name, here]),
});

const cases: [string, () => ApiClient, (role: Role) => boolean][] = [
	["a member with that role only", () => bob, (role) => role.name === "Keeper"],
	["a member without roles", () => cleo, (role) => role.everyone],
];
for (const [who, member, isRole] of cases)
	test(`shows the owner's server as the server shows it to ${who}`, async () => {
		const { role, seen } = await previewOf(isRole);
		const shown = previewedServer(await serverOf(ada), ada.id, role, seen);
		assert.deepEqual(rights(shown), rights(await serverOf(member())));
	});

test("nobody who previews a role is the owner, and the owner stays the owner for others", async () => {
	const { role, seen } = await previewOf(({ name }) => name === "Keeper");
	assert.notEqual(previewedServer(await serverOf(ada), ada.id, role, seen).ownerId, ada.id);
	assert.equal(previewedServer(await serverOf(bob), bob.id, role, seen).ownerId, ada.id);
});

test("hides followed threads together with their channels, and keeps read markers and settings", async () => {
	const own = await serverOf(ada);
	assert.deepEqual(own.threads.map(({ parentId }) => parentId).sort(), [channels.hidden, channels.notices].sort());
	const { role, seen } = await previewOf(({ everyone }) => everyone);
	const shown = previewedServer(own, ada.id, role, seen);
	assert.deepEqual(
		shown.threads.map(({ parentId }) => parentId),
		[channels.notices],
	);
	const notices = (server: MemberServer) => {
		const { permissions, ...rest } = server.channels.find(({ id }) => id === channels.notices) ?? {};
		return rest;
	};
	assert.deepEqual(notices(shown), notices(own));
});

test("a preview changes one server only, keeps the identity of the list, and knows where messages can be read", async () => {
	const { role, seen } = await previewOf(({ name }) => name === "Keeper");
	const own = [await serverOf(ada), { ...(await serverOf(ada)), id: 0 }];
	startRolePreview({ serverId, role, seen, viewerId: ada.id });
	const preview = getRolePreview();
	setRolePreview(null);
	assert.ok(preview);
	const shown = preview.show(own);
	assert.equal(shown[1], own[1]);
	assert.deepEqual(shown[0]?.roleIds, [role.id]);
	assert.equal(preview.show(own), shown);
	const reads = (name: string) => preview.reads(channels[name] ?? 0);
	assert.deepEqual(["hidden", "keepers", "notices", "quiet", "old"].map(reads), [false, true, true, false, true]);
});
