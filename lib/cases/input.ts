import { z } from "zod";
import { reportCategories } from "@/db/schema";
import { cursor } from "../cursor";
import { queryLimit } from "../http/query-number";
import { lines } from "../text/schema";

/** A message, or a member of a server. */
type Reported = { channelId: number; seq: number } | { serverId: number; username: string };

const place = z.int("Must be an id.").optional();

/** A report about a message or about a member. Ids count as in a path, so unknown ones are not rejected here. */
export const NewReport = z
	.strictObject({
		channelId: place,
		seq: place,
		serverId: place,
		username: z.string("Must be a username.").optional(),
		category: z.enum(reportCategories, `Must be ${reportCategories.join(", ")}.`),
		comment: lines(0, 1000).default(""),
		toAdministrators: z.boolean("Must be true or false.").default(false),
	})
	.transform(({ channelId, seq, serverId, username, ...rest }, context) => {
		const refuse = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
		if (channelId !== undefined || seq !== undefined) {
			if (serverId !== undefined) refuse("serverId", "Report a message or a member.");
			if (username !== undefined) refuse("username", "Report a message or a member.");
			if (channelId === undefined) refuse("channelId", "Must be an id.");
			if (seq === undefined) refuse("seq", "Must be the number of a message.");
		} else {
			if (serverId === undefined) refuse("serverId", "Must be an id.");
			if (username === undefined) refuse("username", "Must be a username.");
		}
		const about: Reported =
			channelId !== undefined && seq !== undefined
				? { channelId, seq }
				: { serverId: serverId ?? 0, username: username ?? "" };
		return { ...rest, about };
	});

export const NewEscalation = z.strictObject({ note: lines(0, 1000).default("") }).prefault({});

export const NewAppeal = z.strictObject({ text: lines(1, 1000) });

export const CasesQuery = z.object({
	state: z.enum(["open", "resolved"], "Must be open or resolved.").default("open"),
	assigned: z.enum(["mine", "unassigned"], "Must be mine or unassigned.").optional(),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

const assignee = z.string("Must be a username, or null.").nullable().optional();

/** `ifAssignedTo` is the assignee that the caller has seen: another is not replaced. */
export const CaseChange = z
	.strictObject({
		assignTo: assignee,
		ifAssignedTo: assignee,
		outcome: z.enum(["dismissed", "lifted"], "Must be dismissed or lifted.").optional(),
	})
	.refine(({ assignTo, ifAssignedTo }) => assignTo !== undefined || ifAssignedTo === undefined, {
		path: ["ifAssignedTo"],
		message: "Only with assignTo.",
	});
