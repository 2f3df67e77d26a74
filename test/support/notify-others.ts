import { openConnection } from "@/db";
import { waitUntil } from "./socket-client";

/** Runs an action, and waits until other instances have received a notice that matches each of the patterns. */
export async function notifiesOthers<T>(patterns: RegExp[], act: () => Promise<T>): Promise<T> {
	const notices: string[] = [];
	const instance = openConnection({});
	await instance.listen("hearth_notices", (notice) => notices.push(notice));
	try {
		const result = await act();
		for (const pattern of patterns)
			await waitUntil(`other instances receive ${pattern}`, () => notices.some((notice) => pattern.test(notice)));
		return result;
	} finally {
		await instance.end();
	}
}
