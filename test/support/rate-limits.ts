import { limits } from "@/lib/http/rate-limits";
import { appState } from "@/lib/process/app-state";

/** Uses up the rest of a limit, and keeps it from being restored. */
export function exhaust(name: keyof typeof limits, who: string | number): void {
	const limit = { ...limits[name], everyMs: Math.max(limits[name].everyMs, 3_600_000) };
	while (appState().rateLimiter.take(`${name}:${who}`, limit) === 0);
}
