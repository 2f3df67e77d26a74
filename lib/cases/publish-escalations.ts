import { eq } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import { appState } from "../process/app-state";
import { publish, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import type { Throttle } from "../realtime/throttle";
import { ownUser } from "../users/serialize";

declare module "../process/app-state" {
	interface AppState {
		escalationUpdates: Throttle<true>;
	}
}

/** A throttle goes by the id of a server. The instance has none, so it goes by one that no server has. */
const instance = 0;

/** Emits the number of cases that wait for an administrator to those who are connected here, at most once a second. */
export const publishOpenEscalations = (): Promise<void> =>
	appState().escalationUpdates.run(instance, true, async () => {
		const administrators = await db.select({ id: users.id }).from(users).where(eq(users.isAdmin, true));
		for (const { id } of administrators) {
			if (socketsInRoom(room.user(id)).length === 0) continue;
			const user = await ownUser(id);
			if (user) publish(room.user(id), "account", { user });
		}
	});
