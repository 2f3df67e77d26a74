import { z } from "zod";
import { serverFrozen } from "../auth/access";
import { AppError, isAppError } from "../errors";
import { line, lines } from "../text/schema";
import type { EnteredServer, Entering } from "./entrance";

const maxRules = 16;
/** 30 days. */
const maxAccountMinutes = 43_200;

/** The requirements that an owner changes; absent ones stay as they are. */
export const JoinRequirementsChange = z.strictObject({
	approval: z.boolean("Must be true or false.").optional(),
	question: line(0, 300).optional(),
	rules: z.array(lines(1, 300), "Must be a list of rules.").max(maxRules, `Use ${maxRules} rules or fewer.`).optional(),
	minAccountMinutes: z
		.int("Must be a whole number.")
		.min(0, "Must be 0 or more.")
		.max(maxAccountMinutes, `Must be ${maxAccountMinutes} or less.`)
		.optional(),
});

export const acceptRules = z.int("Must be the version of the rules.").min(0, "Must be the version of the rules.");

/** The form of a user who joins. The body may be empty. */
export const JoinBody = z
	.strictObject({ answer: lines(0, 1000).default(""), acceptRules: acceptRules.optional() })
	.prefault({});
export type JoinForm = z.output<typeof JoinBody>;

export const requirementsNotMet = (fields: Record<string, string>, retryAfterMs?: number) =>
	new AppError("join_requirements_not_met", Object.values(fields)[0] ?? "", {
		fields,
		...(retryAfterMs !== undefined && { retryAfterMs }),
	});

/** Refuses a join that a member must approve. It becomes a request. */
export const approvalNeeded = () => requirementsNotMet({ approval: "A member of this server must approve your join." });

export const isApprovalNeeded = (error: unknown): boolean =>
	isAppError(error, "join_requirements_not_met") && error.fields?.approval !== undefined;

/**
 * A frozen server refuses all joins that nothing else refuses, so its error reveals no more about it. One that would
 * become a request for approval is refused too.
 */
export function refusedWhileFrozen(
	entering: Entering[],
	refused: ReadonlyMap<number, AppError>,
): Map<number, AppError> {
	const others = entering.filter(({ userId }) => !refused.has(userId) || isApprovalNeeded(refused.get(userId)));
	return new Map(others.map(({ userId }) => [userId, serverFrozen()]));
}

/** Why the account of a user who would join is too young, if it is. */
export function tooYoung({ joinRequirements, now }: EnteredServer, { account }: Entering): AppError | null {
	const { minAccountMinutes } = joinRequirements;
	const left = account.createdAt.getTime() + minAccountMinutes * 60_000 - now.getTime();
	if (left <= 0) return null;
	const minutes = `${minAccountMinutes} minute${minAccountMinutes === 1 ? "" : "s"}`;
	return requirementsNotMet({ minAccountMinutes: `Your account must be at least ${minutes} old to join.` }, left);
}
