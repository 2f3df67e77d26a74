import type { Author, CaseDecision, Server, WireError } from "./realtime/protocol";

/** All error codes with their HTTP status. Codes are added, never renamed. */
export const STATUS = {
	invalid_request: 400,
	unauthenticated: 401,
	invalid_credentials: 401,
	forbidden: 403,
	not_member: 403,
	banned: 403,
	bad_origin: 403,
	suspended: 403,
	reauthentication_required: 403,
	second_factor_required: 403,
	invite_required: 403,
	awaiting_approval: 403,
	email_not_verified: 403,
	poll_ended: 403,
	archived: 403,
	frozen: 403,
	rules_not_accepted: 403,
	timed_out: 403,
	raid_mode: 403,
	joins_closed: 403,
	join_requirements_not_met: 403,
	blocked_by_rule: 403,
	system_message: 403,
	registration_closed: 403,
	challenge_required: 403,
	challenge_failed: 403,
	quota_reached: 403,
	server_full: 403,
	not_found: 404,
	server_not_found: 404,
	channel_not_found: 404,
	message_not_found: 404,
	attachment_not_found: 404,
	user_not_found: 404,
	invite_not_found: 404,
	invitation_not_found: 404,
	emoji_not_found: 404,
	role_not_found: 404,
	group_not_found: 404,
	join_request_not_found: 404,
	moderation_action_not_found: 404,
	automod_rule_not_found: 404,
	case_not_found: 404,
	session_not_found: 404,
	identity_not_found: 404,
	passkey_not_found: 404,
	not_a_member: 404,
	method_not_allowed: 405,
	already_member: 409,
	owner_cannot_leave: 409,
	last_administrator: 409,
	username_taken: 409,
	too_many_pins: 409,
	name_taken: 409,
	conflict: 409,
	undo_expired: 409,
	owns_servers: 409,
	identity_taken: 409,
	last_sign_in_method: 409,
	invite_ended: 410,
	token_expired: 410,
	sign_in_expired: 410,
	challenge_expired: 410,
	too_large: 413,
	quota_full: 413,
	unsupported_media_type: 415,
	range_not_satisfiable: 416,
	rate_limited: 429,
	slow_mode: 429,
	internal: 500,
	unavailable: 503,
	provider_unavailable: 503,
	storage_full: 507,
} as const;

export type Code = keyof typeof STATUS;

type OwnedServer = Pick<Server, "id" | "name" | "iconUrl">;

type Details = {
	fields?: Record<string, string>;
	reason?: string;
	until?: string | null;
	retryAfterMs?: number;
	rule?: string;
	decided?: CaseDecision;
	assignedTo?: Author | null;
	servers?: OwnedServer[];
	quota?: WireError["quota"];
	limit?: number;
	used?: number;
};

/** The only error that actions throw on purpose. `message` is a sentence for the user. */
export class AppError extends Error {
	override readonly name = "AppError";
	readonly fields?: Record<string, string>;
	/** Why an invite has ended, or a user is banned or suspended. */
	readonly reason?: string;
	/** When a ban or suspension ends; null for one that is permanent. */
	readonly until?: string | null;
	readonly retryAfterMs?: number;
	/** The name of the automod rule that refuses. */
	readonly rule?: string;
	/** How a case was decided already. */
	readonly decided?: CaseDecision;
	/** The moderator to whom a case is assigned already, or null. */
	readonly assignedTo?: Author | null;
	/** The servers that keep an account from being deleted. */
	readonly servers?: OwnedServer[];
	/** The quota that is full or reached, its limit, and how much of it is used. */
	readonly quota?: WireError["quota"];
	readonly limit?: number;
	readonly used?: number;

	constructor(
		readonly code: Code,
		message: string,
		details: Details = {},
	) {
		super(message);
		if (details.fields) this.fields = details.fields;
		if (details.reason !== undefined) this.reason = details.reason;
		if (details.until !== undefined) this.until = details.until;
		if (details.decided !== undefined) this.decided = details.decided;
		if (details.assignedTo !== undefined) this.assignedTo = details.assignedTo;
		if (details.servers !== undefined) this.servers = details.servers;
		if (details.quota !== undefined) this.quota = details.quota;
		if (details.limit !== undefined) this.limit = details.limit;
		if (details.used !== undefined) this.used = details.used;
		if (details.retryAfterMs !== undefined) this.retryAfterMs = Math.ceil(details.retryAfterMs);
		if (details.rule !== undefined) this.rule = details.rule;
	}
}

export const invalid = (fields: Record<string, string>) =>
	new AppError("invalid_request", Object.values(fields)[0] ?? "The request is not valid.", { fields });

/** The same for every address at which there is nothing for the caller. */
export const nothingThere = () => new AppError("not_found", "There is nothing at this address.");

/** The session is not that of the user whom the client has named: it began later, with the same browser. */
export const anotherUser = () => new AppError("unauthenticated", "Another user has signed in with this browser.");

export const unavailable = () =>
	new AppError("unavailable", "Hearth can't reach its database right now. Try again in a moment.", {
		retryAfterMs: 2000,
	});

/**
 * Next evaluates its own copy of this file, so `instanceof` fails for errors of the other copy. The name identifies
 * them.
 */
export const isAppError = (error: unknown, ...codes: Code[]): error is AppError =>
	error instanceof Error &&
	error.name === "AppError" &&
	(codes.length === 0 || codes.includes((error as AppError).code));

/** The SQLSTATE or connection code of a database error, however deeply Drizzle has wrapped it. */
export function databaseCode(error: unknown): string | undefined {
	for (let e = error; e instanceof Error; e = e.cause)
		if ("code" in e && typeof e.code === "string" && e.name !== "AppError") return e.code;
	return undefined;
}

/** The constraint that a database error violated. */
export function constraintOf(error: unknown): string | undefined {
	for (let e = error; e instanceof Error; e = e.cause)
		if ("constraint_name" in e && typeof e.constraint_name === "string") return e.constraint_name;
	return undefined;
}

/**
 * Classes 08 (connection), 53 (insufficient resources: connections, memory, disk), 57P (shutdown), and the codes of the
 * driver and the system for a lost connection.
 */
const UNAVAILABLE_CODES =
	/^(08\w{3}|53\w{3}|57P\d\d|58\w{3}|25006|CONNECTION_\w+|CONNECT_TIMEOUT|ECONN\w+|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;

export const isDatabaseUnavailable = (error: unknown) => UNAVAILABLE_CODES.test(databaseCode(error) ?? "");
