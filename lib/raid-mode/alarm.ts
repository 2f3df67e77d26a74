import { publish } from "../realtime/broadcast";
import { connectedWith } from "../realtime/connected-with";
import { room } from "../realtime/rooms";

/** Notifies this instance's moderators that many users join. */
export async function publishRaidAlarm(serverId: number): Promise<void> {
	for (const userId of await connectedWith(serverId, "kick_members"))
		publish(room.user(userId), "raid_alarm", { serverId });
}
