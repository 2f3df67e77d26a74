import assert from "node:assert/strict";
import { afterEach } from "node:test";
import { sql } from "@/db";
import { userWithCredentials } from "@/lib/auth/nextauth-options";
import { isAppError } from "@/lib/errors";
import { changeSettings } from "@/lib/instance/change-settings";
import { defaults, type InstanceSettings } from "@/lib/instance/fields";
import type { ApiResponse } from "./api-client";
import { ada, setUpUsers, world } from "./community";

export const codes = "/api/admin/registration-codes";
export const waiting = "/api/admin/registrations";
const password = "a brand new horse";
let count = 0;

/** Opens the backend with the users of a community, of whom ada is an administrator. A test leaves no setting behind. */
export function setUpRegistration(): void {
	setUpUsers(async () => {
		await sql`update users set is_admin = true where username = 'ada'`;
		await sql`update instance set first_user_id = ${ada.id}`;
	});
	afterEach(() => changeSettings(null, defaults));
}

export const set = (settings: Partial<InstanceSettings>) => changeSettings(null, settings);
export const freshName = () => `new${++count}`;
export const register = (extra: object = {}, username = freshName()) =>
	world.guest().post("/api/account", { username, password, ...extra });
/** What a registration leaves to be done before the account is used. */
export const awaits = ({ status, body }: ApiResponse) => [status, body.awaits];

export const exists = async (username: string) =>
	(await sql`select 1 from users where username = ${username}`).length === 1;
export async function idOf(username: string): Promise<number> {
	const [row] = await sql<{ id: number }[]>`select id from users where username = ${username}`;
	assert.ok(row);
	return row.id;
}

/** Registers an account that has to be approved. */
export async function apply(): Promise<{ id: number; username: string }> {
	const username = freshName();
	assert.deepEqual(awaits(await register({}, username)), [202, ["approval"]]);
	return { id: await idOf(username), username };
}

/** Signs in with the password of a registration, or another one. */
export const signIn = (username: string, typed = password) => userWithCredentials(username, typed, "::1");

export async function makeCode(wanted: object = {}) {
	const { status, body } = await ada.post(codes, wanted);
	assert.equal(status, 201);
	assert.ok(body.code);
	return body.code;
}

/** The entries of the instance's audit log, each as its actor and action. */
export async function audited(which: ReturnType<typeof sql>): Promise<string[]> {
	const rows = await sql<{ entry: string }[]>`
		select concat_ws(' ', u.username, l.action) as entry
		from instance_audit_log l left join users u on u.id = l.actor_id where ${which} order by l.id`;
	return rows.map(({ entry }) => entry);
}

/** An account to create without its request. */
export function blank() {
	const username = freshName();
	const nothing = { email: null, isVerified: false, code: undefined, invite: null, passwordHash: null };
	return { ...nothing, username, displayName: username, locale: "en" as const, address: "2001:db8::1" };
}
export const refusal = (error: unknown) => (isAppError(error) ? error.code : String(error));
/** How often each outcome occurs. */
export function tally(outcomes: (string | number)[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
	return counts;
}
