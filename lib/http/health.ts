import { db } from "@/db";
import { instance } from "@/db/schema";
import { appState } from "../process/app-state";
import { within } from "../within";

const timeoutMs = 2000;

/**
 * Whether this instance can serve: the database responds, its migrations are complete, and no shutdown is in progress.
 */
export async function isReady(): Promise<boolean> {
	if (appState().draining) return false;
	try {
		await within(timeoutMs, db.select({ id: instance.id }).from(instance).execute());
		return true;
	} catch {
		return false;
	}
}
