import { db } from "@/db";
import { instance } from "@/db/schema";
import { appState } from "../process/app-state";

const timeoutMs = 2000;

/**
 * Whether this instance can serve: the database responds, its migrations are complete, and no shutdown is in progress.
 */
export async function isReady(): Promise<boolean> {
	if (appState().draining) return false;
	let timer: NodeJS.Timeout | undefined;
	try {
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new Error("late")), timeoutMs);
		});
		await Promise.race([db.select({ id: instance.id }).from(instance), late]);
		return true;
	} catch {
		return false;
	} finally {
		clearTimeout(timer);
	}
}
