import type { BulkResult } from "@/lib/realtime/protocol";

const reasons = ["forbidden", "user_not_found", "other"] as const;
type Why = (typeof reasons)[number];

/** The actions of a bulk sanction, and how many were left out for each reason. */
export function bulkSummary(results: readonly BulkResult[]): { ids: number[]; skipped: { why: Why; count: number }[] } {
	const counts = new Map<Why, number>();
	for (const { error } of results)
		if (error) {
			const why = reasons.find((reason) => reason === error.code) ?? "other";
			counts.set(why, (counts.get(why) ?? 0) + 1);
		}
	return {
		ids: results.flatMap(({ action }) => action?.id ?? []),
		skipped: reasons.flatMap((why) => {
			const count = counts.get(why);
			return count ? { why, count } : [];
		}),
	};
}
