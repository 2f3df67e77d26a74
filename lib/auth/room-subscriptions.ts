import { appState } from "../process/app-state";
import type { TurnLoader } from "../turn-loader";
import type { View } from "./views";

declare module "../process/app-state" {
	interface AppState {
		/** After a restart all users connect at once. */
		subscriptionLoader: TurnLoader<View[]>;
	}
}

/** A user's views of their servers, in one query with those of all users of the same event-loop turn. */
export async function subscriptionsOf(userId: number): Promise<View[]> {
	return (await appState().subscriptionLoader.load(userId)) ?? [];
}
