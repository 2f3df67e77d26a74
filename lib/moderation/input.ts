import { z } from "zod";
import { futureTime, lines } from "../text/schema";

const maxTimeoutMs = 28 * 86_400_000;

const timeoutEnd = futureTime.refine(
	(time) => time.getTime() <= Date.now() + maxTimeoutMs,
	"Must be at most 28 days ahead.",
);
const banEnd = futureTime.nullable().optional();
const reasons = { reason: lines(0, 500).optional(), note: lines(0, 1000).optional() };

export const NewAction = z.strictObject({
	subject: z.string("Must be a username."),
	sanction: z.discriminatedUnion(
		"kind",
		[
			z.strictObject({ kind: z.literal("warn") }),
			z.strictObject({ kind: z.literal("timeout"), until: timeoutEnd }),
			z.strictObject({ kind: z.literal("kick") }),
			z.strictObject({ kind: z.literal("ban"), until: banEnd }),
		],
		"Must be a warning, a timeout, a kick or a ban.",
	),
	...reasons,
});

/** The bodies of the short forms may be empty. */
export const NewBan = z.strictObject({ until: banEnd, ...reasons }).prefault({});
export const Kick = z.strictObject(reasons).prefault({});
export const Timeout = z.strictObject({ until: timeoutEnd.nullable(), ...reasons });

export type NewSanction = z.output<typeof NewAction>["sanction"] & {
	reason?: string | undefined;
	note?: string | undefined;
};
