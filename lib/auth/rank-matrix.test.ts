import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { actsOfModeration } from "@/test/support/moderation-acts";
import {
	type Act,
	actsOnMembership,
	actsOnOverride,
	actsOnPerson,
	actsOnRole,
	otherActs,
} from "@/test/support/rank-acts";
import { actors, type Person, RankCommunity, subjects } from "@/test/support/rank-community";
import { TestServer } from "@/test/support/test-server";

/**
 * Every act on roles and people, by an owner, an administrator and members of every rank, with and without the
 * permission, on roles and people above, at and below their rank, and on themselves. Each answer must be what the rule
 * below says. An act that is refused changes nothing, and with one that is not nobody rises.
 */

let world: TestServer;
let community: RankCommunity;
/** The state before every act. */
let usual: string;

before(async () => {
	world = await TestServer.open();
	community = await RankCommunity.open(world);
	usual = await community.state();
});
after(async () => {
	await community.close();
	await world.close();
});

/** The rule: act on what ranks below yourself, and grant what you have. The owner ranks above all and has everything. */
function may(actor: Person, act: Act): boolean {
	if (act.never) return false;
	const isSelf = act.people?.every(({ client }) => client === actor.client) ?? false;
	if (actor.isOwner || (act.freeForSelf && isSelf)) return true;
	const ranksBelow = (rank: number) => rank < actor.rank || (act.upToOwnRank === true && rank === actor.rank);
	const has = { channel: actor.inChannel, group: actor.inGroup, server: actor.inServer }[act.in ?? "server"];
	return (
		!act.ownerOnly &&
		[...act.needs, ...(act.grants ?? [])].every((name) => has.has(name)) &&
		(act.role === undefined || ranksBelow(act.role.position)) &&
		(act.people ?? []).every(({ client, isOwner, rank }) => client === actor.client || (!isOwner && ranksBelow(rank)))
	);
}

/** The code of the refusal. Permissions come before everything about the request itself. */
function refusalOf(actor: Person, { needs, ownerOnly, refusal = "forbidden" }: Act): string {
	const lacks = !needs.every((name) => actor.inServer.has(name)) || (ownerOnly && !actor.isOwner);
	return lacks ? "forbidden" : refusal;
}

const describe = (actor: Person, { name, role, people = [] }: Act) =>
	[
		actor.name,
		name,
		role?.name,
		...people.map((person) => (person.client === actor.client ? "themselves" : person.name)),
	].join(" ");

type Standing = Awaited<ReturnType<RankCommunity["standing"]>>;

async function assertAllowed(actor: Person, act: Act, standing: Standing): Promise<void> {
	const what = describe(actor, act);
	if (act.prepare) assert.equal((await act.prepare()).status, 204, what);
	const state = act.prepare ? await community.state() : usual;
	const answer = await act.run();
	assert.ok(answer.status < 300, `${what}: ${answer.status} ${answer.text}`);
	const changed = await community.state();
	assert.equal(changed !== state, act.changes, what);
	if (!actor.isOwner && changed !== state) {
		const { above, bits } = await community.standing(actor);
		assert.deepEqual(above, standing.above, what);
		assert.equal(BigInt(bits) & ~BigInt(standing.bits), 0n, what);
	}
	await act.restore?.();
	if (changed !== usual) await community.restore();
}

async function assertRefused(actor: Person, act: Act): Promise<void> {
	const answer = await act.run();
	const what = `${describe(actor, act)}: ${answer.status} ${answer.text}`;
	const code = refusalOf(actor, act);
	assert.deepEqual([answer.status, answer.body.error?.code], [code === "forbidden" ? 403 : 400, code], what);
}

/** This many refused acts are tried at once, because they change nothing. */
const atOnce = 16;

async function assertRule(actsOf: (actor: Person) => Act[], names: string[] = actors): Promise<void> {
	for (const name of names) {
		const actor = community.person(name);
		const acts = actsOf(actor);
		const refused = acts.filter((act) => !may(actor, act));
		for (let from = 0; from < refused.length; from += atOnce) {
			const some = refused.slice(from, from + atOnce);
			await Promise.all(some.map((act) => assertRefused(actor, act)));
			assert.equal(await community.state(), usual, some.map((act) => describe(actor, act)).join(", or "));
		}
		const standing = await community.standing(actor);
		for (const act of acts) if (may(actor, act)) await assertAllowed(actor, act, standing);
	}
	assert.ok((await community.state()) === usual);
}

/** For the owner, to whom no rank matters, some are enough. */
const rolesFor = ({ isOwner }: Person) =>
	isOwner ? (["everyone", "high"] as const).map(community.role) : [...community.roles.values()];
const peopleFor = (actor: Person) =>
	actor.isOwner ? [community.person("member above"), actor] : [...subjects.map(community.person), actor];
/** In the server this one is like any other keeper. */
const inServer = actors.filter((name) => name !== "keeper except here");

test("only roles below the actor's rank can be edited, deleted, reordered and given by an invite", () =>
	assertRule(
		(actor) => [
			...otherActs(community, actor),
			...rolesFor(actor).flatMap((role) => actsOnRole(community, actor, role)),
		],
		inServer,
	));

test("only roles below the actor's rank are given and taken, to and from members below it and themselves", () =>
	assertRule(
		(actor) =>
			rolesFor(actor).flatMap((role) =>
				peopleFor(actor).flatMap((person) => actsOnMembership(community, actor, role, person)),
			),
		inServer,
	));

test("only overrides of roles and members below the actor's rank, and the actor's own, are changed", () =>
	assertRule((actor) =>
		[...rolesFor(actor), ...peopleFor(actor)].flatMap((subject) => actsOnOverride(community, actor, subject)),
	));

test("only the owner hands the server over, previews are up to the actor's rank, and nicknames below it", () =>
	assertRule((actor) => peopleFor(actor).flatMap((person) => actsOnPerson(community, actor, person)), inServer));

test("only members below the actor's rank are warned, timed out, kicked and banned, and only there is it undone", () =>
	assertRule((actor) => peopleFor(actor).flatMap((person) => actsOfModeration(community, actor, person)), inServer));

/** Every act of this person that needs a permission. */
const actsOf = (actor: Person) => {
	const others = subjects.map(community.person);
	return [
		...otherActs(community, actor),
		...[...community.roles.values()].flatMap((role) => [
			...actsOnRole(community, actor, role),
			...actsOnOverride(community, actor, role),
			...others.flatMap((person) => actsOnMembership(community, actor, role, person)),
		]),
		...others.flatMap((person) => [
			...actsOnPerson(community, actor, person),
			...actsOnOverride(community, actor, person),
			...actsOfModeration(community, actor, person),
		]),
	].filter(({ needs }) => needs.length > 0);
};

test("a timed-out member of a high rank does nothing to roles and people, and learns why", async () => {
	const actor = community.person("timed out keeper");
	for (const act of actsOf(actor)) {
		const { status, body, text } = await act.run();
		const lacks = act.needs.some((name) => !actor.inServer.has(name));
		if (!lacks && !act.never) assert.equal(body.error?.code, "timed_out", `${describe(actor, act)}: ${text}`);
		assert.equal(status, 403, `${describe(actor, act)}: ${text}`);
	}
	assert.equal(await community.state(), usual);
});

test("a banned member of a high rank gets the answers that a stranger gets, and changes nothing", async () => {
	const stranger = { ...community.person("banned keeper"), client: await world.createUser("stranger") };
	const strangersActs = actsOf(stranger);
	for (const [n, act] of actsOf(community.person("banned keeper")).entries()) {
		const [answer, toStranger] = [await act.run(), await strangersActs[n]?.run()];
		assert.ok(answer.status >= 400, act.name);
		assert.deepEqual(
			[answer.status, answer.body.error?.code],
			[toStranger?.status, toStranger?.body.error?.code],
			act.name,
		);
	}
	assert.equal(await community.state(), usual);
});
