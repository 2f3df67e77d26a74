import { sql } from "@/db";
import { node } from "../process/app-state";

const patienceMs = 2000;

/** Whether this node can serve: the database answers, migrations are through, and it is not about to stop. */
export async function ready(): Promise<boolean> {
	if (node().draining) return false;
	let timer: NodeJS.Timeout | undefined;
	try {
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new Error("late")), patienceMs);
		});
		await Promise.race([sql`select 1 from instance`, late]);
		return true;
	} catch {
		return false;
	} finally {
		clearTimeout(timer);
	}
}
