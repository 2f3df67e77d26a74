import type { Server } from "@/lib/realtime/protocol";

/** The requirements of a server, and the channel where new members arrive, as the form edits it. */
export type JoiningDraft = {
	approval: boolean;
	question: string;
	minAccountMinutes: number;
	slug: string;
	welcomeChannelId: number | null;
};

/** The ages of accounts to choose from. */
export const accountAges = [
	{ name: "any", minutes: 0 },
	{ name: "tenMinutes", minutes: 10 },
	{ name: "hour", minutes: 60 },
	{ name: "day", minutes: 1440 },
	{ name: "week", minutes: 10_080 },
	{ name: "month", minutes: 43_200 },
] as const;

export const joiningDraftOf = (server: Server): JoiningDraft => ({
	approval: server.joinRequirements?.approval ?? false,
	question: server.joinRequirements?.question ?? "",
	minAccountMinutes: server.joinRequirements?.minAccountMinutes ?? 0,
	slug: server.slug ?? "",
	welcomeChannelId: server.welcomeChannelId,
});

const inRequirements = ["approval", "question", "minAccountMinutes"] as const;

/** The body that saves what has changed, and the number of changes. */
export function joiningChanges(draft: JoiningDraft, saved: JoiningDraft): { body: object; count: number } {
	const changed = (Object.keys(draft) as (keyof JoiningDraft)[]).filter((field) => draft[field] !== saved[field]);
	const joinRequirements = Object.fromEntries(
		inRequirements.filter((field) => changed.includes(field)).map((field) => [field, draft[field]]),
	);
	return {
		body: {
			...(changed.includes("slug") && { slug: draft.slug.trim().toLowerCase() || null }),
			...(changed.includes("welcomeChannelId") && { welcomeChannelId: draft.welcomeChannelId }),
			...(Object.keys(joinRequirements).length > 0 && { joinRequirements }),
		},
		count: changed.length,
	};
}
