import type { ChannelPosition, Message, ModerationAction } from "@/lib/realtime/protocol";
import { type ApiError, asApiError } from "../api";

type Sent = Pick<ModerationAction, "id" | "removed">;
type Outcome = { count: number; action: Sent | null; error: ApiError | null };

/** After these the other requests would fail as well. */
const isLost = ({ code }: ApiError) => ["network", "unavailable", "unauthenticated", "internal"].includes(code);
const maxTries = 5;

/**
 * Removes messages with one action for each author, one after another, so that each can be undone. A refusal concerns one
 * author alone; without the connection it stops.
 */
export async function removeByAuthor(
	messages: readonly Message[],
	send: (subject: string, messages: ChannelPosition[]) => Promise<Sent>,
	wait: (ms: number) => Promise<unknown>,
): Promise<Outcome[]> {
	const byAuthor = new Map<string, ChannelPosition[]>();
	for (const { author, channelId, seq } of messages)
		byAuthor.set(author.username, [...(byAuthor.get(author.username) ?? []), { channelId, seq }]);
	const outcomes: Outcome[] = [];
	let lost: ApiError | null = null;
	for (const [subject, places] of byAuthor) {
		const outcome: Outcome = lost
			? { count: places.length, action: null, error: lost }
			: await attempt(subject, places);
		if (outcome.error && isLost(outcome.error)) lost = outcome.error;
		outcomes.push(outcome);
	}
	return outcomes;

	async function attempt(subject: string, places: ChannelPosition[]): Promise<Outcome> {
		for (let tries = 1; ; tries++)
			try {
				return { count: places.length, action: await send(subject, places), error: null };
			} catch (thrown) {
				const error = asApiError(thrown);
				// Many authors are more than the server accepts at once.
				if (error.code !== "rate_limited" || tries === maxTries) return { count: places.length, action: null, error };
				await wait(error.retryAfterMs ?? 1000);
			}
	}
}
