import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { ApiClient } from "@/test/support/api-client";
import { Browser } from "@/test/support/browser";
import { actBefore, holdRoles } from "@/test/support/held-transaction";
import { provider, registered, setUpProvider, signIn, withPassword, world } from "@/test/support/provider-sign-in";
import { config } from "../process/config";
import { readSignIn } from "../process/sign-in-settings";
import { claimAt, valuesOf } from "./claims";

setUpProvider();

const clientFor = (browser: Browser, id: number) =>
	new ApiClient(world.url, id, "", "", `hearth.session=${browser.jarOf(world.url).get("hearth.session")}`);
const idOf = async (username: string) =>
	(await sql<{ id: number }[]>`select id from users where username = ${username}`)[0]?.id ?? 0;

/** A server of bob's with three roles, the first two of which are mapped, and ada with an identity and without roles. */
async function place(claim = "groups") {
	await registered();
	const bob = clientFor(await withPassword("bob"), await idOf("bob"));
	const { serverId } = await bob.createServer("Contour");
	const names = ["editors", "staff", "others"];
	const ids: number[] = [];
	for (const name of names) ids.push(await bob.createRole(serverId, name));
	const [editors = 0, staff = 0, others = 0] = ids;
	const roles = [
		{ value: "editors", serverId, roleId: editors },
		{ value: "staff, all", serverId, roleId: staff },
		{ value: "staff, all", serverId, roleId: 999_999 },
		{ value: "staff, all", serverId: 999_999, roleId: others },
	];
	config.signIn.providers = config.signIn.providers.map((one) => ({ ...one, roleMapping: { claim, roles } }));
	return { bob, serverId, editors, staff, others };
}

const rolesOf = async (username: string) => {
	const rows = await sql<{ id: number }[]>`
		select role_id as id from member_roles where user_id = ${await idOf(username)} order by role_id`;
	return rows.map(({ id }) => id);
};
async function enter(claims: object): Promise<Browser> {
	provider.accounts.set("1", { ...provider.accounts.get("1"), groups: undefined, ...claims });
	const browser = new Browser();
	assert.equal(await signIn(browser), "/");
	return browser;
}
test("a sign-in gives and takes the mapped roles of the user's servers, and no others", async () => {
	const { bob, serverId, editors, staff, others } = await place();
	const ada = clientFor(await enter({ groups: ["editors"] }), await idOf("ada"));
	assert.deepEqual(await rolesOf("ada"), [], "nobody joins by it");
	await ada.join(serverId);
	await bob.put(`/api/servers/${serverId}/members/ada/roles/${others}`);
	const socket = await ada.connect();
	await enter({ groups: ["editors", "elsewhere", 7, null] });
	assert.deepEqual(await rolesOf("ada"), [editors, others]);
	await socket.waitFor("member:updated", (event) => event.roleIds.includes(editors));
	await enter({ groups: ["staff, all"] });
	assert.deepEqual(await rolesOf("ada"), [staff, others]);
	await enter({ groups: "editors" });
	assert.deepEqual(await rolesOf("ada"), [editors, others]);
	await bob.put(`/api/servers/${serverId}/members/ada/roles/${staff}`);
	await enter({});
	assert.deepEqual(await rolesOf("ada"), [others]);
	const log = await sql<{ details: object }[]>`
		select details from instance_audit_log where action = 'map_roles' and subject_id = ${ada.id} order by id`;
	assert.deepEqual(
		log.map(({ details }) => details),
		[
			[[editors], []],
			[[staff], [editors]],
			[[editors], [staff]],
			[[], [editors, staff]],
		].map(([given, taken]) => ({ provider: "oidc", serverId, given, taken })),
	);
	socket.close();
});

test("a sign-in touches the roles of its user alone, in their servers alone, and never @everyone", async () => {
	const { bob, serverId, editors } = await place();
	const carol = clientFor(await withPassword("carol"), await idOf("carol"));
	await carol.join(serverId);
	assert.equal((await bob.put(`/api/servers/${serverId}/members/carol/roles/${editors}`)).status, 204);
	const other = await bob.createServer("Other");
	const elsewhere = await bob.createRole(other.serverId, "editors");
	const { id: everyone } = await bob.everyoneOf(serverId);
	for (const { roleMapping } of config.signIn.providers)
		roleMapping?.roles.push(
			{ value: "editors", serverId: other.serverId, roleId: elsewhere },
			{ value: "editors", serverId, roleId: everyone },
		);
	const ada = clientFor(await enter({}), await idOf("ada"));
	await ada.join(other.serverId);
	await enter({ groups: ["editors"] });
	assert.deepEqual(await rolesOf("ada"), [elsewhere]);
	await ada.join(serverId);
	await enter({ groups: ["editors"] });
	assert.deepEqual(await rolesOf("ada"), [editors, elsewhere]);
	await enter({});
	assert.deepEqual([await rolesOf("ada"), await rolesOf("carol")], [[], [editors]]);
});

test("a sign-in waits for a change of the same roles, and gives none twice", async () => {
	const { serverId, editors } = await place();
	const ada = clientFor(await enter({}), await idOf("ada"));
	await ada.join(serverId);
	const commit = await holdRoles(
		serverId,
		(tx) => tx`insert into member_roles (server_id, user_id, role_id) values (${serverId}, ${ada.id}, ${editors})`,
	);
	await actBefore(commit, "pg_advisory_xact_lock", () => enter({ groups: ["editors"] }));
	assert.deepEqual(await rolesOf("ada"), [editors]);
});

test("a claim may be a path, and neither a link nor a proof of identity changes roles", async () => {
	const { serverId, editors } = await place("realm_access.roles");
	const browser = await enter({ realm_access: { roles: ["editors"] } });
	const ada = clientFor(browser, await idOf("ada"));
	await ada.join(serverId);
	const proving = await browser.send(`${world.url}/api/account/reauthenticate/providers/oidc`, {
		method: "POST",
		body: {},
	});
	assert.equal(await browser.open((await proving.json()).url), `${world.url}/`);
	assert.deepEqual(await rolesOf("ada"), []);
	await enter({ realm_access: { roles: ["editors"] } });
	assert.deepEqual(await rolesOf("ada"), [editors]);
	const claims = { "a.b": ["x"], a: { b: ["y"], c: "z", d: { e: 1 } } };
	assert.deepEqual(valuesOf(claims, "a.b"), ["x"], "a name with a dot comes first");
	assert.deepEqual(valuesOf(claims, "a.c"), ["z"]);
	for (const none of ["a.d", "a.d.e", "b", "a.c.length", "__proto__", "a.__proto__.x", "constructor"])
		assert.deepEqual(valuesOf(claims, none), [], none);
	assert.equal(claimAt(claims, "toString"), undefined);
});

test("a mapping that cannot be used stops the start with a sentence", () => {
	const start = (more: Record<string, string>, n = "OIDC_") => {
		const base = { ISSUER: "https://id.example.org", CLIENT_ID: "a", CLIENT_SECRET: "b", ...more };
		const env = Object.fromEntries(Object.entries(base).map(([name, value]) => [`${n}${name}`, value]));
		return readSignIn(env as NodeJS.ProcessEnv, {}, "https://chat.example.org", (sentence) => {
			throw new Error(sentence);
		});
	};
	const good = { ROLE_CLAIM: "groups", ROLES: "a=b=1/2, /staff=3/4 ,all%2C 5%25=3/5" };
	for (const n of ["OIDC_", "OIDC_2_"])
		assert.deepEqual(start(good, n).providers[0]?.roleMapping, {
			claim: "groups",
			roles: [
				{ value: "a=b", serverId: 1, roleId: 2 },
				{ value: "/staff", serverId: 3, roleId: 4 },
				{ value: "all, 5%", serverId: 3, roleId: 5 },
			],
		});
	assert.equal(start({}).providers[0]?.roleMapping, null);
	for (const ROLES of ["x", "a=1", "a=0/1", "a=1/2,", "=1/2", "a=1/2/3", "a%41=1/2", "a=1/-2", "a=1/99999999999999999"])
		assert.throws(() => start({ ...good, ROLES }), /^Error: OIDC_ROLES must be like /, ROLES);
	const tooMany = Array.from({ length: 501 }, (_, n) => `a=1/${n + 1}`).join(",");
	assert.throws(() => start({ ...good, ROLES: tooMany }), /at most 500/);
	assert.throws(
		() => start({ ...good, ROLE_CLAIM: "my groups" }),
		/^Error: OIDC_ROLE_CLAIM must be the name of a claim/,
	);
	assert.throws(() => start({ ROLES: good.ROLES }), /^Error: OIDC_ROLE_CLAIM must be set where OIDC_ROLES is/);
	assert.throws(() => start({ ROLE_CLAIM: "groups" }, "OIDC_2_"), /^Error: OIDC_2_ROLES must be set where/);
	assert.throws(
		() => start({ ...good, ISSUER: "", CLIENT_ID: "", CLIENT_SECRET: "" }),
		/^Error: OIDC_ISSUER must be set/,
	);
});
